import { WuManber } from "../matcher/wu-manber.ts";
import { Spans } from "../matcher/spans.ts";
import type { Pattern } from "../matcher/pattern.ts";
import type { Stretches } from "./stretches.ts";

/** Shorter ones are in every text. */
const LEAST_ANCHOR = 3;
/** Longer ones skip no more. */
const LONGEST_ANCHOR = 16;
/** Tables skip as far as their shortest anchor is long. */
const SHORT = 6;

/**
 * Finds the places where a value may be that is written by escapes. No encoder writes letters and digits otherwise, unless it
 * escapes nearly all: the longest run of them is in the text as it is, and around it a character that may be a part of an escape.
 */
export class Anchors {
  readonly #tables: readonly WuManber[];
  /** By the label of an anchor. */
  readonly #anchors: readonly Anchor[];

  /** @param anchors Of texts that some encoder writes otherwise. */
  constructor(anchors: readonly Anchor[]) {
    this.#anchors = anchors;
    const patterns = anchors.map(({ run }, index): Pattern => ({ text: run, label: String(index) }));
    this.#tables = [
      patterns.filter(({ text }) => text.length < SHORT),
      patterns.filter(({ text }) => text.length >= SHORT),
    ].flatMap((each) => (each.length > 0 ? [new WuManber(each)] : []));
  }

  mark(text: string, reachOf: (length: number) => number, stretches: Stretches): void {
    for (const table of this.#tables) {
      const spans = new Spans();
      for (let at = 0; at < text.length;) at = table.find(text, at, spans);
      for (const { start, end, label } of spans.list) {
        const anchor = this.#anchors[Number(label)];
        if (anchor && mayBe(text, start, end, anchor)) stretches.around(start, end, reachOf(anchor.length));
      }
    }
  }
}

export interface Anchor {
  readonly run: string;
  /** Whether something is before it in the value, and behind it. */
  readonly before: boolean;
  readonly behind: boolean;
  /** Of the value. */
  readonly length: number;
}

/** Of spans that touch the first label is left: whatever is a letter or digit on either side may be another anchor's. */
function mayBe(text: string, start: number, end: number, { run, before, behind }: Anchor): boolean {
  if (end - start !== run.length) return true;
  if (behind && run.length < LONGEST_ANCHOR && LETTER_OR_DIGIT.test(text.charAt(end))) return false;
  return !before || !ENDS_NO_ESCAPE.test(text.charAt(start - 1));
}

const LETTER_OR_DIGIT = /[A-Za-z0-9]/;
/** No hexadecimal digit, and no letter of `\n` or its like. */
const ENDS_NO_ESCAPE = /[g-mo-qswyzG-Z]/;

/** `undefined`: a value without a run that is long enough. */
export function anchorOf(text: string): Anchor | undefined {
  let longest: RegExpExecArray | undefined;
  for (const found of text.matchAll(/[A-Za-z0-9]+/g))
    if (longest === undefined || found[0].length > longest[0].length) longest = found;
  if (longest === undefined || longest[0].length < LEAST_ANCHOR) return undefined;
  const end = longest.index + longest[0].length;
  return {
    run: longest[0].slice(0, LONGEST_ANCHOR),
    before: longest.index > 0,
    behind: end < text.length,
    length: text.length,
  };
}

/** Whether encoders leave it as it is, but for line breaks. */
export function isNeverEscaped(text: string): boolean {
  return /^[A-Za-z0-9_.-]*$/.test(text);
}
