import { AhoCorasick } from "./aho-corasick.ts";
import type { Pattern } from "./pattern.ts";
import { WIDEST_WINDOW, WuManber } from "./wu-manber.ts";
import { mergedSpans, NO_SPANS, type Span, Spans } from "./spans.ts";
import { type PartialMatch, PartialMatches } from "./partial-match.ts";

/** Of more patterns the long ones have no longer skips either. */
const MOST_SPLIT = 1 << 14;

/** Finds values that are taken out wherever they stand. */
export class KnownValues {
  readonly #patterns: readonly Pattern[];
  /** A few short patterns would make the skips of all others short: they have a table of their own. */
  readonly #tables: readonly WuManber[];
  #automaton: AhoCorasick | undefined;
  #tails: PartialMatches | undefined;

  /** @param patterns Of three units or more. */
  constructor(patterns: readonly Pattern[]) {
    this.#patterns = patterns;
    const isShort = ({ text }: Pattern) => text.length < WIDEST_WINDOW;
    const parts =
      patterns.length > MOST_SPLIT
        ? [patterns]
        : [patterns.filter(isShort), patterns.filter((each) => !isShort(each))];
    this.#tables = parts.filter((each) => each.length > 0).map((each) => new WuManber(each));
  }

  find(text: string, from: number): readonly Span[] {
    if (!this.mayFind(text, from)) return NO_SPANS;
    const lists: (readonly Span[])[] = [];
    let looked = text.length;
    for (const table of this.#tables) {
      const spans = new Spans();
      looked = Math.min(looked, table.find(text, from, spans));
      lists.push(spans.list);
    }
    if (looked < text.length) {
      const spans = new Spans();
      this.#linear().find(text, looked, spans);
      lists.push(spans.list);
    }
    return mergedSpans(lists);
  }

  /** Whether it is worth a closer look. */
  mayFind(text: string, from: number): boolean {
    for (const table of this.#tables) if (table.mayFind(text, from)) return true;
    return false;
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
