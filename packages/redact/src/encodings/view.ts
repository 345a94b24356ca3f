import { binary } from "./bytes.ts";
import { type Encoding, UNKNOWN } from "./encoding.ts";

export interface ViewOptions {
  /** Whether the text is bytes, one character each. */
  readonly inBytes: boolean;
  /** Whether the text is whole. Otherwise an escape that has only begun at its end is left off. */
  readonly final: boolean;
  /** What is further than this from every escape may be left out of a whole text's view. @default Infinity */
  readonly reach?: number;
}

/** A text with the escapes of one encoding read, and where each part of it is in the text. */
export class View {
  readonly text: string;
  readonly #source: string;
  readonly #escapes: Escapes;

  private constructor(source: string, text: string, escapes: Escapes) {
    this.#source = source;
    this.text = text;
    this.#escapes = escapes;
  }

  /** Undefined where the text has no such escape. */
  static of(source: string, encoding: Encoding, options: ViewOptions): View | undefined {
    const { inBytes, final, reach = Infinity } = options;
    const end = final ? source.length : partialStart(source, encoding);
    const marks = new Marks(source, encoding.marks);
    const { escape, quick, fixed } = encoding;
    const writer = new Writer(source, final ? reach : Infinity);
    for (let mark = marks.next(0); mark < end; mark = marks.next(Math.max(writer.at, mark + 1))) {
      const unit = quick && mark + 2 <= end ? quick(source, mark) : UNKNOWN;
      if (unit >= 0) writer.unit(mark, unit);
      if (unit !== UNKNOWN) continue;
      if (fixed && mark + fixed.written.length <= end && source.startsWith(fixed.written, mark)) {
        writer.text(mark, mark + fixed.written.length, fixed.meaning);
        continue;
      }
      escape.lastIndex = mark;
      if (!escape.test(source) || escape.lastIndex > end) continue;
      const meaning = meaningOf(source, mark, escape.lastIndex, encoding);
      if (meaning !== undefined) writer.text(mark, escape.lastIndex, inBytes ? binary(meaning) : meaning);
    }
    if (writer.escapes.count === 0 && end === source.length) return undefined;
    return new View(source, writer.end(end), writer.escapes);
  }

  /** Where in the source the part that begins at `position` begins. */
  startOf(position: number): number {
    const escapes = this.#escapes;
    const last = escapes.last(VIEW_START, position);
    const offset = position - escapes.number(last, VIEW_END);
    return offset < 0 ? escapes.within(last, position) : escapes.number(last, SOURCE_END) + offset;
  }

  /** Where in the source the part that ends at `position` ends. */
  endOf(position: number): number {
    const escapes = this.#escapes;
    const last = escapes.last(VIEW_START, position - 1);
    const offset = position - escapes.number(last, VIEW_END);
    if (offset < 0 && escapes.isRun(last)) return escapes.within(last, position);
    return escapes.number(last, SOURCE_END) + Math.max(0, offset);
  }

  /** The first position that begins at `at` in the source or behind it. */
  positionOf(at: number): number {
    const escapes = this.#escapes;
    const last = escapes.last(SOURCE_START, at - 1);
    const offset = at - escapes.number(last, SOURCE_END);
    const inRun = offset < 0 && escapes.isRun(last) ? Math.ceil(offset / PAIR) : 0;
    return Math.min(this.text.length, escapes.number(last, VIEW_END) + (inRun || Math.max(0, offset)));
  }

  /** Whether the source has an escape there. */
  isChanged(start: number, end: number): boolean {
    const [from, to] = [this.startOf(start), this.endOf(end)];
    return to - from !== end - start || this.text.slice(start, end) !== this.#source.slice(from, to);
  }
}

const VIEW_START = 0;
const VIEW_END = 1;
const SOURCE_START = 2;
const SOURCE_END = 3;
const IS_RUN = 4;
const COLUMNS = 5;
/** So long are the escapes in a run. */
const PAIR = 2;

/** Where a view's escapes begin and end in it and in the source. Those of two units for one that touch are one run. */
class Escapes {
  count = 0;
  #numbers = NO_ESCAPES;

  add(viewStart: number, viewEnd: number, sourceStart: number, sourceEnd: number): void {
    this.#enter(viewStart, viewEnd, sourceStart, sourceEnd, 0);
  }

  /** Adds an escape of two units for one. */
  addPair(viewStart: number, sourceStart: number): void {
    const numbers = this.#numbers;
    const last = (this.count - 1) * COLUMNS;
    if (last < 0 || numbers[last + SOURCE_END] !== sourceStart || numbers[last + IS_RUN] === 0) {
      this.#enter(viewStart, viewStart + 1, sourceStart, sourceStart + PAIR, 1);
      return;
    }
    numbers[last + VIEW_END] = viewStart + 1;
    numbers[last + SOURCE_END] = sourceStart + PAIR;
  }

  #enter(viewStart: number, viewEnd: number, sourceStart: number, sourceEnd: number, isRun: number): void {
    const at = this.count++ * COLUMNS;
    if (at === this.#numbers.length) this.#numbers = grown(this.#numbers, new Uint32Array((at || 40) * 2));
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

function grown<List extends Uint16Array | Uint32Array>(list: List, larger: List): List {
  larger.set(list);
  return larger;
}

/** Texts have few different escapes, again and again. */
const meaningsByEncoding = new WeakMap<Encoding, Map<string, string | undefined>>();
const MOST_KNOWN = 4096;

function meaningOf(source: string, start: number, end: number, encoding: Encoding): string | undefined {
  const written = source.slice(encoding.readsBefore === true ? Math.max(0, start - 1) : start, end);
  let meanings = meaningsByEncoding.get(encoding);
  if (!meanings || meanings.size > MOST_KNOWN)
    meaningsByEncoding.set(encoding, (meanings = new Map<string, string | undefined>()));
  let meaning = meanings.get(written);
  if (meaning === undefined && !meanings.has(written))
    meanings.set(written, (meaning = encoding.decode(written)));
  return meaning;
}

/** No more of a text's ending is looked at for the beginning of an escape. */
const LONGEST_PARTIAL = 80;

function partialStart(source: string, { partial }: Encoding): number {
  const from = Math.max(0, source.length - LONGEST_PARTIAL);
  const found = partial.exec(source.slice(from));
  return found ? from + found.index : source.length;
}

/** What stands in a view for a stretch that is left out: no match that has an escape in it comes so far. */
const GAP = 0;

/** Most texts with a mark have no escape. */
const NO_UNITS = new Uint16Array(0);

/** Writes a view unit by unit: a text of nothing but escapes would be as many strings to join. */
class Writer {
  /** Gaps are among them. */
  readonly escapes = new Escapes();
  /** Where in the source what has been read ends. */
  at = 0;
  readonly #source: string;
  readonly #reach: number;
  #units = NO_UNITS;
  #length = 0;
  /** All units together, by which they are known to fit a byte each. */
  #bits = 0;

  constructor(source: string, reach: number) {
    this.#source = source;
    this.#reach = reach;
  }

  /** Writes what an escape of two units means. */
  unit(start: number, unit: number): void {
    if (start > this.at) this.#literal(start);
    this.escapes.addPair(this.#length, start);
    this.#put(unit);
    this.at = start + PAIR;
  }

  text(start: number, end: number, meaning: string): void {
    this.#literal(start);
    const from = this.#length;
    for (let at = 0; at < meaning.length; at++) this.#put(meaning.charCodeAt(at));
    this.escapes.add(from, this.#length, start, end);
    this.at = end;
  }

  /** The view up to `end` of the source. */
  end(end: number): string {
    this.#literal(end, 0);
    const units = this.#units.subarray(0, this.#length);
    return this.#bits < 256
      ? Buffer.from(units).toString("latin1")
      : Buffer.from(units.buffer, 0, units.byteLength).toString("utf16le");
  }

  /** What is between the last escape and the next, or only what is near enough to one of them. */
  #literal(to: number, reachBefore = this.#reach): void {
    const from = this.at;
    // Before the first escape there is nothing to be behind of.
    const reachBehind = from === 0 && this.#reach < Infinity ? 0 : this.#reach;
    if (to - from <= reachBehind + reachBefore + 1) {
      this.#copy(from, to);
      return;
    }
    this.#copy(from, from + reachBehind);
    const next = this.#whole(to - reachBefore);
    const gap = this.#length;
    this.#put(GAP);
    this.escapes.add(gap, this.#length, from + reachBehind, next);
    this.#copy(next, to);
  }

  /** No escape of another encoding is cut in its backslashes. */
  #whole(at: number): number {
    let start = at;
    while (start > this.at + this.#reach && this.#source.charCodeAt(start - 1) === BACKSLASH_UNIT) start--;
    return start;
  }

  #copy(from: number, to: number): void {
    const source = this.#source;
    this.#reserve(to - from);
    const units = this.#units;
    let [length, bits] = [this.#length, this.#bits];
    for (let at = from; at < to; at++) {
      const unit = source.charCodeAt(at);
      bits |= unit;
      units[length++] = unit;
    }
    this.#length = length;
    this.#bits = bits;
  }

  #put(unit: number): void {
    if (this.#length === this.#units.length) this.#reserve(1);
    this.#bits |= unit;
    this.#units[this.#length++] = unit;
  }

  #reserve(more: number): void {
    if (this.#length + more <= this.#units.length) return;
    const size = Math.max(this.#length + more, this.#units.length * 2, 64);
    this.#units = grown(this.#units, new Uint16Array(size));
  }
}

const BACKSLASH_UNIT = 92;

/** The places in a text where one of some strings may be, in their order. */
class Marks {
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
    if (from > 0 && this.#units.includes(this.#text.charCodeAt(from))) return from;
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
}
