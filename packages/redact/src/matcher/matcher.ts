import { numberTail, waitingStart, wholeStart, widened } from "./safe-cut.ts";
import type { Reading, Views } from "../encodings/views.ts";
import type { FormatScan, FormatMatcher, Run } from "./format-matcher.ts";
import { KnownValues } from "./known-values.ts";
import { lowHalves } from "./low-halves.ts";
import type { Pattern } from "./pattern.ts";
import { merged, mergedSpans, type Span } from "./spans.ts";
import type { PartialMatch } from "./partial-match.ts";
import { WholeWords } from "./whole-words.ts";

export interface MatcherParts {
  /** Taken out wherever they stand. */
  readonly anywhere: readonly Pattern[];
  /** Taken out where they are words of their own. */
  readonly words: readonly Pattern[];
  readonly formats?: FormatMatcher | undefined;
  /** How the values may be written. */
  readonly views: Views;
  /**
   * The label of a match in what a text says by escapes.
   *
   * @default without quotes, as the match is within a string of whatever kind
   */
  readonly readLabel?: ((span: Span, reading: Reading) => string) | undefined;
}

/** What looks through texts, whole or in pieces. */
export interface TextMatcher {
  scan(text: string, from: number, floor: number, final: boolean): Scan;
  redact(text: string): string;
}

export interface Scan {
  readonly spans: readonly Span[];
  /** Where the text's ending begins that has to wait for what comes next. */
  readonly tail: PartialMatch;
  readonly run: Run | undefined;
}

export interface Matchers {
  readonly text: Matcher;
  /** For bytes as a text of one character each: broken UTF-8 comes out as it went in. */
  readonly bytes: Matcher;
}

/** What is to be taken out of a text: all values and formats, in one list. It keeps no state between texts. */
export class Matcher implements TextMatcher {
  readonly #values: KnownValues;
  readonly #words: WholeWords | undefined;
  readonly #formats: FormatMatcher | undefined;
  readonly #views: Views;
  readonly #parts: MatcherParts;
  #someNumber: boolean | undefined;

  constructor(parts: MatcherParts) {
    const { anywhere, words, formats, views } = parts;
    this.#parts = parts;
    this.#views = views;
    this.#values = new KnownValues(anywhere);
    this.#words = words.length > 0 ? new WholeWords(words) : undefined;
    this.#formats = formats;
  }

  /**
   * @param from Where to begin; what is before is only looked at as the surroundings.
   * @param floor Where a span may begin at the earliest, `from` or a place behind it.
   */
  find(
    text: string,
    from = 0,
    floor: number = from,
    final = true,
    looked: FormatScan | undefined = this.#formats?.find(text, from, final),
  ): readonly Span[] {
    const lists = this.#plain(text, from, final);
    if (looked) lists.push(looked.spans);
    for (const reading of this.#views.of(text, final)) lists.push(this.#read(reading, from, final));
    lowHalves.leave();
    const spans = mergedSpans(lists);
    return spans.length === 0 ? spans : merged(spans.map((span) => widened(text, span, floor)));
  }

  /** The same without what a whole text says by escapes. */
  findPlain(text: string): readonly Span[] {
    const lists = this.#plain(text, 0, true);
    if (this.#formats) lists.push(this.#formats.find(text, 0, true).spans);
    lowHalves.leave();
    const spans = mergedSpans(lists);
    return spans.length === 0 ? spans : merged(spans.map((span) => widened(text, span, 0)));
  }

  /** All of a text in pieces that can be said in one look. */
  scan(text: string, from: number, floor: number, final: boolean): Scan {
    const looked = this.#formats?.find(text, floor, final);
    const spans = this.find(text, from, floor, final, looked);
    const tail = final ? { start: text.length } : this.#tailOf(text, from, from, looked);
    const waiting = final ? undefined : waitingStart(text, spans.at(-1), floor);
    const isEarlier = waiting !== undefined && waiting < tail.start;
    return { spans, tail: isEarlier ? { start: waiting } : tail, run: looked?.run };
  }

  /** The values as they are in the text itself. */
  #plain(text: string, from: number, final: boolean): (readonly Span[])[] {
    const known = this.#values.find(text, from);
    return this.#words ? [known, ...this.#words.find(text, from, final)] : [known];
  }

  /** The values that the text says by escapes. */
  #read(reading: Reading, from: number, final: boolean): readonly Span[] {
    const { readLabel = withoutQuotes } = this.#parts;
    const spans = mergedSpans(this.#plain(reading.text, reading.positionOf(from), final));
    return spans.flatMap((span) => reading.written({ ...span, label: readLabel(span, reading) }) ?? []);
  }

  /** Whether there is a value in it, whatever formats there are. */
  holdsValue(text: string): boolean {
    return this.#plain(text, 0, true).some((spans) => spans.length > 0);
  }

  /** Where a text's ending begins that has to wait for what comes next. */
  #tailOf(text: string, from: number, floor: number, looked: FormatScan | undefined): PartialMatch {
    const known = this.#values.tailOf(text, from);
    const readings = this.#views.of(text, false);
    const starts = [
      known.start,
      this.#words?.tailOf(text, from),
      ...readings.map((reading) => this.#readTail(reading, from)),
      looked?.tail,
      this.#hasNumber() ? numberTail(text, from) : undefined,
    ];
    const first = Math.min(...starts.filter((start) => start !== undefined));
    const start = wholeStart(text, first, floor);
    return start === known.start ? known : { start };
  }

  /** Only asked where a text goes on. */
  #hasNumber(): boolean {
    const { anywhere, words } = this.#parts;
    this.#someNumber ??= anywhere.some(isNumber) || words.some(isNumber);
    return this.#someNumber;
  }

  #readTail(reading: Reading, from: number): number {
    const at = reading.positionOf(from);
    const known = this.#values.tailOf(reading.text, at).start;
    const start = Math.min(known, this.#words?.tailOf(reading.text, at) ?? known);
    // A line's end is written at once where nothing before it waits.
    return reading.joins && start === reading.text.length ? Infinity : reading.startOf(start);
  }

  /** Texts without anything to take out are most of all there are, and come back as they are. */
  redact(text: string): string {
    return this.#mayHold(text) ? withLabels(text, this.find(text)) : text;
  }

  /** Asked first, as it makes no lists. */
  #mayHold(text: string): boolean {
    if (this.#formats || this.#words) return true;
    const may = this.#values.mayFind(text, 0) || this.#views.mayRead(text);
    lowHalves.leave();
    return may;
  }
}

function withoutQuotes({ label }: Span): string {
  return label.replaceAll('"', "");
}

export function withLabels(text: string, spans: readonly Span[]): string {
  if (spans.length === 0) return text;
  let written = "";
  let at = 0;
  for (const { start, end, label } of spans) {
    written += text.slice(at, start) + label;
    at = end;
  }
  return written + text.slice(at);
}

function isNumber({ text }: Pattern): boolean {
  // Asked of each of thousands; most say no by their first character.
  return text.charCodeAt(0) <= NINE && /^[\d.eE+-]+$/.test(text);
}

const NINE = 57;
