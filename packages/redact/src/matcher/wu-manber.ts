import { type Hash, hashAt, hashFor, hashOfUnits, unitsAt } from "./hash.ts";
import { lowHalves } from "./low-halves.ts";
import type { Pattern } from "./pattern.ts";
import type { Spans } from "./spans.ts";

/** Longer windows would skip more, but fill the table with more of each pattern. */
export const WIDEST_WINDOW = 16;
const LEAST_WIDE = 6;
const MOST_ENTRIES = 1 << 16;

/** Whether a match counts where it is. */
export type Accept = (text: string, start: number, end: number) => boolean;

/**
 * Finds every place where one of many texts is, after Wu and Manber: it looks at the three units at which a match
 * that begins here would have its window's end, and if no pattern's window holds these three, it skips nearly the
 * window's width. Most of a text is never looked at.
 */
export class WuManber {
  readonly #patterns: readonly Pattern[];
  readonly #accept: Accept | undefined;
  readonly #window: number;
  readonly #hash: Hash;
  readonly #shifts: Uint8Array;
  /** The first pattern whose window ends with this hash, plus one; `#next` leads on. */
  readonly #heads: Int32Array;
  readonly #next: Int32Array;

  /** @param patterns Of three units or more. */
  constructor(patterns: readonly Pattern[], accept?: Accept) {
    this.#patterns = patterns;
    this.#accept = accept;
    // A quarter of the slots at most is in use: where more are, hardly anything is skipped.
    const affordable = Math.max(LEAST_WIDE, Math.floor(MOST_ENTRIES / Math.max(1, patterns.length)) + 2);
    this.#window = patterns.reduce(
      (least, { text }) => Math.min(least, text.length),
      Math.min(WIDEST_WINDOW, affordable),
    );
    this.#hash = hashFor(patterns.length * (this.#window - 2));
    this.#shifts = new Uint8Array(this.#hash.size).fill(this.#window - 2);
    this.#heads = new Int32Array(this.#hash.size);
    this.#next = new Int32Array(patterns.length + 1);
    for (let index = patterns.length - 1; index >= 0; index--) this.#enter(index);
  }

  #enter(index: number): void {
    const text = this.#patterns[index]?.text ?? "";
    const last = this.#window - 3;
    const shifts = this.#shifts;
    const { shift } = this.#hash;
    let hash = 0;
    let units = unitsAt(text, 0);
    for (let left = last; left >= 0; left--) {
      hash = hashOfUnits(shift, units);
      if ((shifts[hash] as number) > left) shifts[hash] = left;
      units = (units >>> 8) | ((text.charCodeAt(this.#window - left) & 0xff) << 16);
    }
    this.#next[index + 1] = this.#heads[hash] as number;
    this.#heads[hash] = index + 1;
  }

  /**
   * Adds the longest match at each place from `from` on.
   *
   * @returns The end of the text; or an earlier place, where comparing had come to cost more than a text without malice
   * makes it: what begins there or later has not been looked at.
   */
  find(text: string, from: number, spans: Spans): number {
    const last = this.#window - 3;
    const { length } = text;
    let credit = FREE_WORK;
    let paidTo = from;
    for (let at = this.#windowEnd(text, from + last); at < length; at = this.#windowEnd(text, at + 1)) {
      const start = at - last;
      credit += (start - paidTo) * WORK_A_UNIT - this.#match(text, start, spans);
      paidTo = start;
      if (credit < 0) return start + 1;
    }
    return length;
  }

  /** Whether it is worth a closer look. Most texts are not. */
  mayFind(text: string, from: number): boolean {
    return this.#windowEnd(text, from + this.#window - 3) < text.length;
  }

  /** Where the next three units are, at `from` or behind it, with which some window ends; the text's end if there are none. */
  #windowEnd(text: string, from: number): number {
    const shifts = this.#shifts;
    const { shift } = this.#hash;
    const widest = this.#window - 2;
    for (let at = from; at + 3 <= text.length;) {
      lowHalves.moveTo(text, at, 3);
      const { view, start, end } = lowHalves;
      const last = end - start - 3;
      let place = at - start;
      while (place <= last) {
        const skip = shifts[hashOfUnits(shift, view.getUint32(place, true))] as number;
        // Nearly always. By a constant the processor goes on before it knows what it has read.
        if (skip === widest) place += widest;
        else if (skip > 0) place += skip;
        else return start + place;
      }
      at = start + place;
    }
    return text.length;
  }

  /** Adds the longest match at `start`, if there is one. Returns what the look cost. */
  #match(text: string, start: number, spans: Spans): number {
    const hash = hashAt(this.#hash, text, start + this.#window - 3);
    let work = 0;
    let found = NO_PATTERN;
    for (let entry = this.#heads[hash] as number; entry > 0; entry = this.#next[entry] as number) {
      const pattern = this.#patterns[entry - 1] ?? NO_PATTERN;
      const { length } = pattern.text;
      work++;
      // Near misses mostly differ at their end; two units compared here save a call.
      if (text.charCodeAt(start + length - 1) !== pattern.text.charCodeAt(length - 1)) continue;
      if (length <= found.text.length) continue;
      work += 4 + (length >> 4);
      if (text.startsWith(pattern.text, start) && this.#accept?.(text, start, start + length) !== false)
        found = pattern;
    }
    if (found !== NO_PATTERN) spans.add(start, start + found.text.length, found.label);
    return work;
  }
}

const NO_PATTERN: Pattern = { text: "", label: "" };
/** In comparisons of single units, about: what one unit of text may cost on average, and what is free. */
const WORK_A_UNIT = 4;
const FREE_WORK = 4096;
