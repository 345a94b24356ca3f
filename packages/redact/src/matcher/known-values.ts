import { AhoCorasick } from "./aho-corasick.ts";
import type { Pattern } from "./pattern.ts";
import { WuManber } from "./wu-manber.ts";
import { type Span, Spans } from "./spans.ts";
import { type PartialMatch, PartialMatches } from "./partial-match.ts";

/** Finds values that are taken out wherever they stand. */
export class KnownValues {
  readonly #patterns: readonly Pattern[];
  readonly #table: WuManber;
  #automaton: AhoCorasick | undefined;
  #tails: PartialMatches | undefined;

  /** @param patterns Of three units or more. */
  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
    this.#table = new WuManber(patterns);
  }

  find(text: string, from: number): readonly Span[] {
    const spans = new Spans();
    const looked = this.#patterns.length === 0 ? text.length : this.#table.find(text, from, spans);
    if (looked < text.length) this.#linear().find(text, looked, spans);
    return spans.list;
  }

  tailOf(text: string, from: number): PartialMatch {
    if (this.#patterns.length === 0) return { start: text.length };
    this.#tails ??= new PartialMatches(this.#patterns);
    return this.#tails.tailOf(text, from) ?? { start: this.#linear().tailOf(text, from) };
  }

  #linear(): AhoCorasick {
    this.#automaton ??= new AhoCorasick(this.#patterns);
    return this.#automaton;
  }
}
