import { backslash } from "./backslash.ts";
import type { Encoding } from "./encoding.ts";
import { html } from "./html.ts";
import { columns, lineBreaks } from "./line-breaks.ts";
import { form, percent, quotedPrintable } from "./percent.ts";
import { doubleQuotes, shellQuotes, singleQuotes } from "./quotes.ts";
import { View } from "./view.ts";
import type { Span } from "../spans.ts";

/** The encodings that are read, each with those that are read in what it says: JSON in a URL, HTML in JSON. */
const NESTED: ReadonlyMap<Encoding, readonly Encoding[]> = new Map([
  [
    backslash,
    [backslash, percent, form, html, shellQuotes, quotedPrintable, lineBreaks],
  ],
  [percent, [percent, backslash]],
  [form, [percent, backslash]],
  [html, [html, backslash, percent, form]],
  [quotedPrintable, [html, backslash, percent]],
  [singleQuotes, [backslash]],
  [doubleQuotes, [backslash]],
  [shellQuotes, [backslash]],
  [lineBreaks, [columns]],
]);

/** JSON in JSON in JSON, or a URL of it. */
const DEEPEST = 3;

/** What a text says in some encoding, and in another one within it. */
export class Reading {
  readonly text: string;
  /** From the last that was read to the first. */
  readonly #views: readonly View[];

  constructor(text: string, views: readonly View[]) {
    this.text = text;
    this.#views = views;
  }

  get depth(): number {
    return this.#views.length;
  }

  within(view: View): Reading {
    return new Reading(view.text, [view, ...this.#views]);
  }

  /** The first place that begins at `at` in the text or behind it. */
  positionOf(at: number): number {
    return this.#views.reduceRight((position, view) => view.positionOf(position), at);
  }

  startOf(position: number): number {
    return this.#views.reduce((start, view) => view.startOf(start), position);
  }

  /** The same part of the text as it is written; undefined where the last encoding has nothing to say. */
  written(span: Span): Span | undefined {
    if (this.#views[0]?.isChanged(span.start, span.end) === false) return undefined;
    const endOf = (position: number) => this.#views.reduce((end, view) => view.endOf(end), position);
    return { ...span, start: this.startOf(span.start), end: endOf(span.end), named: endOf(span.named) };
  }
}

/** Reads a text in each encoding that some value may be written in. */
export class Views {
  readonly #active: ReadonlySet<Encoding>;
  readonly #inBytes: boolean;

  constructor(values: readonly string[], inBytes: boolean) {
    const active = [...NESTED.keys()].filter(({ changes }) => values.some((value) => changes.test(value)));
    this.#active = new Set([...active, columns]);
    this.#inBytes = inBytes;
  }

  /** @param final Whether the text is whole. */
  of(text: string, final: boolean): readonly Reading[] {
    const readings: Reading[] = [];
    this.#read(new Reading(text, []), [...NESTED.keys()], final, readings);
    return readings;
  }

  #read(from: Reading, encodings: readonly Encoding[], final: boolean, readings: Reading[]): void {
    for (const encoding of encodings) {
      if (!this.#active.has(encoding)) continue;
      const view = View.of(from.text, encoding, { inBytes: this.#inBytes, final });
      if (view === undefined) continue;
      const reading = from.within(view);
      readings.push(reading);
      if (reading.depth < DEEPEST) this.#read(reading, NESTED.get(encoding) ?? [], final, readings);
    }
  }
}
