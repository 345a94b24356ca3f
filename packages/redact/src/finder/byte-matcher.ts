import { binaryOf } from "../encodings/bytes.ts";
import type { Matcher } from "../matcher/matcher.ts";
import { merged, type Span } from "../matcher/spans.ts";
import { type Anchor, anchorOf, Anchors, isNeverEscaped } from "./anchors.ts";
import { markEscapes, markLineBreaks, type Reaches } from "./escape-marks.ts";
import { Grams } from "./grams.ts";
import { EscapeSigns } from "./escape-signs.ts";
import { Stretches } from "./stretches.ts";

/** So many units one of a value takes at most where it is written by escapes of escapes. */
const WIDEST_WRITTEN = 16;
/** Lines may be indented. */
const INDENTED = 2;
/** What of a value isn't escaped may be on both sides of what is; an escape takes more than one unit. */
const AROUND_ESCAPES = 4;
const LEAST_TEXT = 64;
/** A list in columns ends its rows so often at least. */
const LONGEST_ROW = 80;
/** What is in every form of a key. */
const KEY = /^[\w+/=-]*$/;

/**
 * Finds in bytes what its matcher finds, without reading all of them in each encoding: values as they are everywhere, and
 * what is said by escapes only where there is a sign of it. Code is full of escapes that say nothing.
 */
export class ByteMatcher {
  readonly #matcher: Matcher;
  readonly #anchors: Anchors;
  /** Values without an anchor: they may be anywhere. */
  readonly #everywhere: boolean;
  readonly #signs: EscapeSigns;
  readonly #reaches: Reaches;

  /**
   * @param texts What an encoder may write otherwise, as bytes of one character each.
   * @param patterns All that the matcher looks for, in that form too.
   */
  constructor(matcher: Matcher, texts: readonly string[], patterns: readonly string[]) {
    const anchors = texts.filter((text) => !isNeverEscaped(text)).map(anchorOf);
    this.#matcher = matcher;
    this.#anchors = new Anchors(anchors.filter((each): each is Anchor => each !== undefined));
    this.#everywhere = anchors.includes(undefined);
    this.#signs = new EscapeSigns(patterns);
    this.#reaches = {
      grams: new Grams(patterns),
      key: longestOf(patterns.filter((each) => KEY.test(each))) * INDENTED,
      list: Math.max(longestOf(patterns), LONGEST_ROW) * INDENTED,
      text: Math.max(longestOf(texts), LEAST_TEXT) * AROUND_ESCAPES,
    };
  }

  find(bytes: Uint8Array): readonly Span[] {
    const text = binaryOf(bytes);
    if (this.#everywhere) return this.#matcher.find(text);
    const plain = this.#matcher.findPlain(text);
    const stretches = new Stretches(text.length);
    markLineBreaks({ text, bytes }, this.#reaches, stretches);
    markEscapes({ text, bytes }, this.#reaches, stretches);
    this.#signs.mark({ text, bytes }, Math.max(this.#reaches.text, this.#reaches.list), stretches);
    this.#anchors.mark(text, (length) => length * WIDEST_WRITTEN + INDENTED, stretches);
    const read = stretches.merged.flatMap(({ start, end }) => this.#within(text, start, end));
    return read.length === 0 ? plain : merged([...plain, ...read]);
  }

  #within(text: string, from: number, to: number): readonly Span[] {
    const spans = this.#matcher.find(text.slice(from, to));
    return spans.map((span) => ({
      ...span,
      start: span.start + from,
      end: span.end + from,
      named: span.named + from,
    }));
  }
}

function longestOf(texts: readonly string[]): number {
  return texts.reduce((longest, { length }) => Math.max(longest, length), 0);
}
