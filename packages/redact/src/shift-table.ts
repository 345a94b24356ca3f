import { type Hash, hashAt, hashFor } from "./hash.ts";
import { longestFirst, type Pattern } from "./pattern.ts";
import type { Spans } from "./spans.ts";

/** Longer windows would skip more, but fill the table with more of each pattern. */
const WIDEST_WINDOW = 16;

/**
 * Finds every place where one of many texts stands, after Wu and Manber: it looks at the three units at which a match
 * that begins here would have its window's end, and if no pattern's window holds these three, it skips nearly the
 * window's width. Most of a text is never looked at.
 */
export class ShiftTable {
  readonly #window: number;
  readonly #hash: Hash;
  readonly #shifts: Uint8Array;
  /** The first pattern whose window ends with this hash, plus one; `#next` leads on. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;
  readonly #texts: readonly string[];
  readonly #labels: readonly string[];

  /** @param patterns Of three units or more. */
  constructor(patterns: readonly Pattern[]) {
    const sorted = longestFirst(patterns);
    this.#window = Math.min(WIDEST_WINDOW, sorted.at(-1)?.text.length ?? WIDEST_WINDOW);
    this.#next = new Int32Array(sorted.length);
    this.#texts = sorted.map(({ text }) => text);
    this.#labels = sorted.map(({ label }) => label);
    this.#hash = hashFor(sorted.length * (this.#window - 2));
    this.#heads = new Int32Array(this.#hash.size);
    this.#shifts = new Uint8Array(this.#hash.size);
    this.#shifts.fill(this.#window - 2);
    // From the shortest, so that the longest stands first in its chain.
    for (let index = sorted.length - 1; index >= 0; index--) this.#enter(index);
  }

  #enter(index: number): void {
    const text = this.#texts[index] ?? "";
    for (let at = 0; at <= this.#window - 3; at++) {
      const hash = hashAt(this.#hash, text, at);
      this.#shifts[hash] = Math.min(this.#shifts[hash] ?? 0, this.#window - 3 - at);
    }
    const last = hashAt(this.#hash, text, this.#window - 3);
    this.#next[index] = this.#heads[last] ?? 0;
    this.#heads[last] = index + 1;
  }

  /**
   * Adds the longest match at each place from `from` on.
   *
   * @returns The end of the text; or an earlier place, where comparing had come to cost more than a text without malice
   * makes it: what begins there or later is left to the automaton.
   */
  find(text: string, from: number, spans: Spans): number {
    const shifts = this.#shifts;
    const { step, mask } = this.#hash;
    const far = 2 * step;
    const before = this.#window - 1;
    let credit = FREE_WORK;
    let paidTo = from;
    for (let at = from + before; at < text.length;) {
      const hash =
        ((text.charCodeAt(at - 2) << far) ^ (text.charCodeAt(at - 1) << step) ^ text.charCodeAt(at)) & mask;
      const shift = shifts[hash] ?? 0;
      if (shift > 0) {
        at += shift;
        continue;
      }
      const start = at - before;
      credit += (start - paidTo) * WORK_A_UNIT - this.#match(text, start, hash, spans);
      paidTo = start;
      at++;
      if (credit < 0) return start + 1;
    }
    return text.length;
  }

  /** Adds the longest match at `start`, if there is one. Returns what the look cost. */
  #match(text: string, start: number, hash: number, spans: Spans): number {
    let work = 0;
    for (let index = (this.#heads[hash] ?? 0) - 1; index >= 0; index = (this.#next[index] ?? 0) - 1) {
      const pattern = this.#texts[index] ?? "";
      const last = pattern.length - 1;
      work++;
      // Near misses mostly differ at their end; two units compared here save a call.
      if (text.charCodeAt(start + last) !== pattern.charCodeAt(last)) continue;
      work += 4 + (last >> 4);
      if (!text.startsWith(pattern, start)) continue;
      spans.add(start, start + last + 1, this.#labels[index] ?? "");
      break;
    }
    return work;
  }
}

/** In comparisons of single units, about: what one unit of text may cost on average, and what is free. */
const WORK_A_UNIT = 8;
const FREE_WORK = 4096;
