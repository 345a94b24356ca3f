/** The places in a text where one of some strings may be, in their order. */
export class Marks {
  readonly #text: string;
  readonly #marks: readonly string[];
  readonly #units: readonly number[];
  readonly #next: number[];

  constructor(text: string, marks: readonly string[]) {
    this.#text = text;
    this.#marks = marks;
    this.#units = marks.map((mark) => mark.charCodeAt(0));
    this.#next = marks.map(() => -1);
  }

  /** Infinity where there is none. */
  next(from: number): number {
    // Escape behind escape: a search for each would cost more than the reading.
    if (this.#mayBegin(this.#text.charCodeAt(from))) return from;
    let first = Infinity;
    for (let index = 0; index < this.#marks.length; index++) {
      if ((this.#next[index] ?? 0) < from) {
        const found = this.#text.indexOf(this.#marks[index] ?? "", from);
        this.#next[index] = found === -1 ? Infinity : found;
      }
      first = Math.min(first, this.#next[index] ?? Infinity);
    }
    return first;
  }

  #mayBegin(unit: number): boolean {
    for (const each of this.#units) if (each === unit) return true;
    return false;
  }
}
