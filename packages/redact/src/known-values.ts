import { Automaton } from "./automaton.ts";
import type { Pattern } from "./pattern.ts";
import { ShiftTable } from "./shift-table.ts";
import { type Span, Spans } from "./spans.ts";
import { type Tail, Tails } from "./tails.ts";

/** In one table with longer ones, values under nine units would leave it hardly anything to skip. */
const SHORT = 9;

/** Finds values that are taken out wherever they stand. */
export class KnownValues {
  readonly #patterns: readonly Pattern[];
  readonly #tables: readonly ShiftTable[];
  #automaton: Automaton | undefined;
  #tails: Tails | undefined;

  /** @param patterns Of three units or more. */
  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
    const groups = [
      patterns.filter(({ text }) => text.length >= SHORT),
      patterns.filter(({ text }) => text.length < SHORT),
    ];
    this.#tables = groups.filter((group) => group.length > 0).map((group) => new ShiftTable(group));
  }

  /** A list for each way of looking, each in order. */
  find(text: string, from: number): (readonly Span[])[] {
    const lists: (readonly Span[])[] = [];
    let left = text.length;
    for (const table of this.#tables) {
      const spans = new Spans();
      left = Math.min(left, table.find(text, from, spans));
      lists.push(spans.list);
    }
    if (left < text.length) {
      const spans = new Spans();
      this.#linear().find(text, left, spans);
      lists.push(spans.list);
    }
    return lists;
  }

  tailOf(text: string, from: number): Tail {
    if (this.#patterns.length === 0) return { start: text.length };
    this.#tails ??= new Tails(this.#patterns);
    return this.#tails.tailOf(text, from) ?? { start: this.#linear().tailOf(text, from) };
  }

  #linear(): Automaton {
    this.#automaton ??= new Automaton(this.#patterns);
    return this.#automaton;
  }
}
