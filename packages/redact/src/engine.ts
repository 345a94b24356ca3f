import { numberTail, wholeStart, widened } from "./edges.ts";
import type { Looker } from "./formats/format.ts";
import { KnownValues } from "./known-values.ts";
import type { Pattern } from "./pattern.ts";
import { merged, mergedSpans, type Span, Spans } from "./spans.ts";
import type { Tail } from "./tails.ts";
import { Words } from "./words.ts";

export interface EngineParts {
  /** Taken out wherever they stand. */
  readonly anywhere: readonly Pattern[];
  /** Taken out where they are words of their own. */
  readonly words: readonly Pattern[];
  readonly formats?: Looker | undefined;
}

/** What is to be taken out of a text: all values and formats, in one list. It keeps no state between texts. */
export class Engine {
  readonly #values: KnownValues;
  readonly #words: Words | undefined;
  readonly #formats: Looker | undefined;
  readonly #hasNumbers: boolean;

  constructor({ anywhere, words, formats }: EngineParts) {
    this.#values = new KnownValues(anywhere);
    this.#words = words.length > 0 ? new Words(words) : undefined;
    this.#formats = formats;
    this.#hasNumbers = [...anywhere, ...words].some(({ text }) => /^[\d.eE+-]+$/.test(text));
  }

  /**
   * @param from Where to begin; what stands before is only looked at as the surroundings.
   * @param floor Where a span may begin at the earliest, `from` or a place behind it.
   */
  find(text: string, from = 0, floor: number = from, final = true): readonly Span[] {
    const lists = this.#values.find(text, from);
    if (this.#words) {
      const spans = new Spans();
      this.#words.find(text, from, spans, final);
      lists.push(spans.list);
    }
    if (this.#formats) lists.push(this.#formats.find(text, from, final).spans);
    const spans = mergedSpans(lists);
    return spans.length === 0 ? spans : merged(spans.map((span) => widened(text, span, floor)));
  }

  /** Whether there is a value in it, whatever formats there are. */
  holdsValue(text: string): boolean {
    const words = new Spans();
    this.#words?.find(text, 0, words, true);
    return words.list.length > 0 || this.#values.find(text, 0).some((spans) => spans.length > 0);
  }

  /** Where a text's ending begins that has to wait for what comes next. */
  tailOf(text: string, from: number, floor: number): Tail {
    const known = this.#values.tailOf(text, from);
    const starts = [
      known.start,
      this.#words?.tailOf(text, from),
      this.#formats?.find(text, from, false).tail,
      this.#hasNumbers ? numberTail(text, from) : undefined,
    ];
    const first = Math.min(...starts.filter((start) => start !== undefined));
    const start = wholeStart(text, first, floor);
    return start === known.start ? known : { start };
  }

  /** Texts without anything to take out are most of all there are, and come back as they are. */
  redact(text: string): string {
    const spans = this.find(text);
    if (spans.length === 0) return text;
    let redacted = "";
    let at = 0;
    for (const { start, end, label } of spans) {
      redacted += text.slice(at, start) + label;
      at = end;
    }
    return redacted + text.slice(at);
  }
}
