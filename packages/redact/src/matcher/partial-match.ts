import { type Hash, hashAt, hashFor } from "./hash.ts";
import { longestFirst, type Pattern } from "./pattern.ts";

/** Where a text's ending begins that may still become a match, and the pattern that it would be. */
export interface PartialMatch {
  readonly start: number;
  readonly pattern?: string;
}

/** Finds the longest ending of a text with which a pattern begins: all that a stream has to hold back. */
export class PartialMatches {
  readonly #hash: Hash;
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #texts: readonly string[];
  readonly #starts = new Map<string, string>();

  constructor(patterns: readonly Pattern[]) {
    this.#texts = longestFirst(patterns).map(({ text }) => text);
    this.#hash = hashFor(this.#texts.length);
    this.#heads = new Int32Array(this.#hash.size);
    this.#next = new Int32Array(this.#texts.length);
    for (let index = this.#texts.length - 1; index >= 0; index--) {
      const text = this.#texts[index] ?? "";
      const hash = hashAt(this.#hash, text, 0);
      this.#next[index] = this.#heads[hash] as number;
      this.#heads[hash] = index + 1;
      for (const length of [1, 2]) this.#starts.set(text.slice(0, length), text);
    }
  }

  /** Nothing where looking had come to cost more than a text without malice makes it. */
  tailOf(text: string, from: number): PartialMatch | undefined {
    const { length } = text;
    const longest = this.#texts[0]?.length ?? 0;
    let work = 0;
    for (let start = Math.max(from, length - longest + 1); start < length - 2; start++) {
      let index = (this.#heads[hashAt(this.#hash, text, start)] as number) - 1;
      if (index < 0) continue;
      const tail = text.slice(start);
      for (; index >= 0; index = (this.#next[index] as number) - 1) {
        const pattern = this.#texts[index] ?? "";
        // Chains run from the longest to the shortest.
        if (pattern.length <= tail.length) break;
        work += 4 + (tail.length >> 4);
        if (pattern.startsWith(tail)) return { start, pattern };
      }
      if (work > FREE_COMPARISONS + length) return undefined;
    }
    return this.#shortTail(text, from);
  }

  #shortTail(text: string, from: number): PartialMatch {
    for (const start of [text.length - 2, text.length - 1]) {
      const pattern = start < from ? undefined : this.#starts.get(text.slice(start));
      if (pattern !== undefined) return { start, pattern };
    }
    return { start: text.length };
  }
}

const FREE_COMPARISONS = 4096;
