export const VIEW_START = 0;
export const VIEW_END = 1;
export const SOURCE_START = 2;
export const SOURCE_END = 3;
const IS_RUN = 4;
const COLUMNS = 5;
/** So long are the escapes in a run. */
export const PAIR = 2;

/** Where a view's escapes begin and end in it and in the source. Those of two units for one that touch are one run. */
export class Escapes {
  count = 0;
  #numbers = NO_ESCAPES;

  add(viewStart: number, viewEnd: number, sourceStart: number, sourceEnd: number): void {
    this.#enter(viewStart, viewEnd, sourceStart, sourceEnd, 0);
  }

  /** Adds escapes of two units for one that touch. */
  addRun(viewStart: number, viewEnd: number, sourceStart: number, sourceEnd: number): void {
    const numbers = this.#numbers;
    const last = (this.count - 1) * COLUMNS;
    if (last < 0 || numbers[last + SOURCE_END] !== sourceStart || numbers[last + IS_RUN] === 0) {
      this.#enter(viewStart, viewEnd, sourceStart, sourceEnd, 1);
      return;
    }
    numbers[last + VIEW_END] = viewEnd;
    numbers[last + SOURCE_END] = sourceEnd;
  }

  #enter(viewStart: number, viewEnd: number, sourceStart: number, sourceEnd: number, isRun: number): void {
    const at = this.count++ * COLUMNS;
    if (at === this.#numbers.length) this.#numbers = grown(this.#numbers, new Uint32Array((at || 20) * 4));
    const numbers = this.#numbers;
    numbers[at + VIEW_START] = viewStart;
    numbers[at + VIEW_END] = viewEnd;
    numbers[at + SOURCE_START] = sourceStart;
    numbers[at + SOURCE_END] = sourceEnd;
    numbers[at + IS_RUN] = isRun;
  }

  /** The last escape with such a number of `most` at most; -1 before the first. */
  last(column: number, most: number): number {
    let [low, high] = [-1, this.count - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.number(middle, column) <= most) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  number(escape: number, column: number): number {
    return this.#numbers[escape * COLUMNS + column] ?? 0;
  }

  isRun(escape: number): boolean {
    return this.number(escape, IS_RUN) === 1;
  }

  /** Where in the source what is written at `position`, inside an escape or run, begins. */
  within(escape: number, position: number): number {
    const start = this.number(escape, SOURCE_START);
    return this.isRun(escape) ? start + (position - this.number(escape, VIEW_START)) * PAIR : start;
  }
}

const NO_ESCAPES = new Uint32Array(0);

export function grown<List extends Uint16Array | Uint32Array>(list: List, larger: List): List {
  larger.set(list);
  return larger;
}
