import { AnyMark } from "./any-mark.ts";
import { backslash } from "./backslash.ts";
import type { Encoding } from "./encoding.ts";
import { html } from "./html.ts";
import { columns, lineBreaks } from "./line-breaks.ts";
import { form, percent, quotedPrintable } from "./percent.ts";
import { doubleQuotes, doubleQuotesOnly, shellQuotes, singleQuotes, singleQuotesOnly } from "./quotes.ts";
import { backticks, carets, dollars, foldedLines, percents, writtenLines } from "./script-escapes.ts";
import { View } from "./view.ts";
import { Wanted } from "./wanted.ts";

/** The encodings that are read, each with those that are read in what it says: JSON in a URL, HTML in JSON. */
const NESTED: ReadonlyMap<Encoding, readonly Encoding[]> = new Map([
  [backslash, [backslash, percent, form, html, shellQuotes, quotedPrintable, lineBreaks]],
  [percent, [percent, backslash]],
  [form, [percent, backslash]],
  [html, [html, backslash, percent, form]],
  [quotedPrintable, [html, backslash, percent]],
  [singleQuotes, [backslash]],
  [doubleQuotes, [backslash]],
  [singleQuotesOnly, [backslash]],
  // Read in these, the quote at the end of a JSON string would be taken for a value's.
  [doubleQuotesOnly, []],
  [shellQuotes, [backslash]],
  [lineBreaks, [columns]],
  // In a stream the line break may be still to come.
  [columns, []],
]);

export const allEncodings: readonly Encoding[] = [...NESTED.keys()];

/** What a search reads besides, and the others in that. */
const BY_HAND = [dollars, percents, carets, backticks, foldedLines];
const SEARCHED: ReadonlyMap<Encoding, readonly Encoding[]> = new Map([
  ...NESTED,
  [backslash, [...(NESTED.get(backslash) ?? []), carets, backticks, foldedLines, writtenLines]],
  [percent, [...(NESTED.get(percent) ?? []), lineBreaks]],
  [html, [...(NESTED.get(html) ?? []), lineBreaks]],
  [writtenLines, []],
  ...BY_HAND.map((each) => [each, [dollars, percents, backslash, singleQuotes, doubleQuotes]] as const),
]);

const MARKS = new Map([...SEARCHED.keys()].map((each) => [each, new AnyMark([each])]));

/** JSON in JSON in JSON, or a URL of it. */
const DEEPEST = 3;
/** So many units one of a value takes at most in what two more encodings say, one in the other; or one more; or none. */
const WIDEST = [16, 10, 1] as const;

/** A part of a text. */
interface Stretch {
  readonly start: number;
  readonly end: number;
  readonly named: number;
}

/** What a text says in some encoding, and in another one within it. */
export class Reading {
  readonly text: string;
  /** The encodings that were read, the last first. */
  readonly encodings: readonly Encoding[];
  /** From the last that was read to the first. */
  readonly #views: readonly View[];

  constructor(text: string, views: readonly View[] = [], encodings: readonly Encoding[] = []) {
    this.text = text;
    this.encodings = encodings;
    this.#views = views;
  }

  /** Whether the last encoding only says what goes together: no value begins with an escape of it. */
  get joins(): boolean {
    const [last] = this.encodings;
    return last === lineBreaks || last === columns;
  }

  get depth(): number {
    return this.#views.length;
  }

  within(view: View, encoding: Encoding): Reading {
    return new Reading(view.text, [view, ...this.#views], [encoding, ...this.encodings]);
  }

  /** Those in which this part of the text is written: what is read in one pass may be written in several ways. */
  encodingsIn({ start, end }: Pick<Stretch, "start" | "end">): readonly Encoding[] {
    let [from, to] = [start, end];
    return this.#views.flatMap((view, index) => {
      const isWritten = view.isChanged(from, to);
      [from, to] = [view.startOf(from), view.endOf(to)];
      return isWritten ? (this.encodings[index] ?? []) : [];
    });
  }

  /** The first place that begins at `at` in the text or behind it. */
  positionOf(at: number): number {
    return this.#views.reduceRight((position, view) => view.positionOf(position), at);
  }

  startOf(position: number): number {
    return this.#views.reduce((start, view) => view.startOf(start), position);
  }

  /** The same part of the text as it is written; undefined where the last encoding has nothing to say. */
  written<Part extends Stretch>(span: Part): Part | undefined {
    if (this.#views[0]?.isChanged(span.start, span.end) === false) return undefined;
    const endOf = (position: number) => this.#views.reduce((end, view) => view.endOf(end), position);
    const start = this.#views.reduce((at, view) => view.valueStartOf(at), span.start);
    return { ...span, start, end: endOf(span.end), named: endOf(span.named) };
  }
}

/** The encodings that are read in a text, and whether it may have an escape of any. */
interface Inner {
  readonly encodings: readonly Encoding[];
  readonly marks: AnyMark;
}

const NO_READINGS: readonly Reading[] = [];

/** Reads a text in each encoding that some value may be written in. */
export class Views {
  readonly #outermost: Inner;
  /** What is read in what each encoding says. */
  readonly #within = new Map<Encoding, Inner>();
  readonly #inBytes: boolean;
  readonly #longest: number;
  readonly #wanted: Wanted;

  /**
   * @param longest How long the longest is that is looked for.
   * @param isSearch Whether values are looked for in what people wrote, too.
   */
  constructor(values: readonly string[], inBytes: boolean, longest: number, isSearch = false) {
    const nested = isSearch ? SEARCHED : NESTED;
    const active = new Set(
      [...nested.keys()].filter(({ changes }) => !changes || values.some((value) => changes.test(value))),
    );
    const activeOf = (encodings: readonly Encoding[]): Inner => {
      const read = encodings.filter((each) => active.has(each));
      return { encodings: read, marks: new AnyMark(read) };
    };
    this.#outermost = activeOf([...nested.keys()]);
    for (const [encoding, inner] of nested) this.#within.set(encoding, activeOf(inner));
    this.#inBytes = inBytes;
    this.#longest = longest;
    this.#wanted = new Wanted(values, [...active]);
  }

  /** Whether a whole text has an escape, or what looks like one. */
  mayRead(text: string): boolean {
    return this.#outermost.marks.isIn(text);
  }

  /** @param final Whether the text is whole. */
  of(text: string, final: boolean): readonly Reading[] {
    if (final && !this.mayRead(text)) return NO_READINGS;
    const readings: Reading[] = [];
    this.#read(new Reading(text), this.#outermost, final, readings);
    return readings;
  }

  #read(from: Reading, { encodings, marks }: Inner, final: boolean, readings: Reading[]): void {
    if (final && !marks.isIn(from.text)) return;
    for (const encoding of encodings) {
      if (final && !MARKS.get(encoding)?.isIn(from.text)) continue;
      const view = View.of(from.text, encoding, {
        inBytes: this.#inBytes,
        final,
        wanted: this.#wanted,
        // A list in columns is read in what line breaks say, near to one or not.
        reach: encoding === lineBreaks ? Infinity : this.#longest * (WIDEST[from.depth] ?? 1),
      });
      if (view === undefined) continue;
      const reading = from.within(view, encoding);
      readings.push(reading);
      const within = this.#within.get(encoding);
      if (within && reading.depth < DEEPEST) this.#read(reading, within, final, readings);
    }
  }
}
