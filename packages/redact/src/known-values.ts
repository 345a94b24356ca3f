import { Automaton } from "./automaton.ts";
import type { Pattern } from "./pattern.ts";
import { ShiftTable } from "./shift-table.ts";
import { type Span, Spans } from "./spans.ts";
import { type Tail, Tails } from "./tails.ts";

/** Finds values that are taken out wherever they stand. */
export class KnownValues {
  readonly #patterns: readonly Pattern[];
  readonly #table: ShiftTable;
  #automaton: Automaton | undefined;
  #tails: Tails | undefined;

  /** @param patterns Of three units or more. */
  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
    this.#table = new ShiftTable(patterns);
  }

  find(text: string, from: number): readonly Span[] {
    const spans = new Spans();
    const looked = this.#patterns.length === 0 ? text.length : this.#table.find(text, from, spans);
    if (looked < text.length) this.#linear().find(text, looked, spans);
    return spans.list;
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
