/** A part of a text: from `start` up to `end`. */
export interface TextRange {
  readonly start: number;
  readonly end: number;
}

/** Collects stretches in whatever order; those that touch are one. */
export class Stretches {
  readonly #length: number;
  #all: TextRange[] = [];

  constructor(length: number) {
    this.#length = length;
  }

  around(start: number, end: number, reach: number): void {
    const stretch = { start: Math.max(0, start - reach), end: Math.min(this.#length, end + reach) };
    const last = this.#all.at(-1);
    if (last && stretch.start >= last.start && stretch.start <= last.end)
      this.#all[this.#all.length - 1] = { start: last.start, end: Math.max(last.end, stretch.end) };
    else this.#all.push(stretch);
  }

  get merged(): readonly TextRange[] {
    const sorted = this.#all.toSorted((a, b) => a.start - b.start);
    this.#all = [];
    for (const { start, end } of sorted) this.around(start, end, 0);
    return this.#all;
  }
}
