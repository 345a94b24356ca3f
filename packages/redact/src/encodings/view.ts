import { binary } from "../bytes.ts";
import type { Encoding } from "./encoding.ts";

export interface ViewOptions {
  /** Whether the text is bytes, one character each. */
  readonly inBytes: boolean;
  /** Whether the text is whole. Otherwise an escape that has only begun at its end is left off. */
  readonly final: boolean;
}

/** A text with the escapes of one encoding read, and where each part of it is in the text. */
export class View {
  readonly text: string;
  readonly #source: string;
  /** Four numbers an escape: where it begins and ends in the view, and where in the source. */
  readonly #escapes: readonly number[];

  private constructor(source: string, text: string, escapes: readonly number[]) {
    this.#source = source;
    this.text = text;
    this.#escapes = escapes;
  }

  /** Undefined where the text has no such escape. */
  static of(source: string, encoding: Encoding, { inBytes, final }: ViewOptions): View | undefined {
    const end = final ? source.length : partialStart(source, encoding);
    const marks = new Marks(source, encoding.marks);
    const { escape } = encoding;
    const escapes: number[] = [];
    let [text, at] = ["", 0];
    for (let mark = marks.next(0); mark < end; mark = marks.next(Math.max(at, mark + 1))) {
      escape.lastIndex = mark;
      if (!escape.test(source) || escape.lastIndex > end) continue;
      const meaning = meaningOf(source, mark, escape.lastIndex, encoding);
      if (meaning === undefined) continue;
      text += source.slice(at, mark);
      const start = text.length;
      text += inBytes ? binary(meaning) : meaning;
      at = escape.lastIndex;
      escapes.push(start, text.length, mark, at);
    }
    if (escapes.length === 0 && end === source.length) return undefined;
    return new View(source, text + source.slice(at, end), escapes);
  }

  /** Where in the source the part that begins at `position` begins. */
  startOf(position: number): number {
    const last = this.#last(VIEW_START, position);
    const end = this.#number(last, VIEW_END);
    const offset = position - end;
    return offset < 0 ? this.#number(last, SOURCE_START) : this.#number(last, SOURCE_END) + offset;
  }

  /** Where in the source the part that ends at `position` ends. */
  endOf(position: number): number {
    const last = this.#last(VIEW_START, position - 1);
    const offset = position - this.#number(last, VIEW_END);
    return this.#number(last, SOURCE_END) + Math.max(0, offset);
  }

  /** The first position that begins at `at` in the source or behind it. */
  positionOf(at: number): number {
    const last = this.#last(SOURCE_START, at - 1);
    const offset = at - this.#number(last, SOURCE_END);
    return Math.min(this.text.length, this.#number(last, VIEW_END) + Math.max(0, offset));
  }

  /** Whether the source has an escape there. */
  isChanged(start: number, end: number): boolean {
    const [from, to] = [this.startOf(start), this.endOf(end)];
    return to - from !== end - start || this.text.slice(start, end) !== this.#source.slice(from, to);
  }

  /** The last escape with such a number of `most` at most; -1 before the first. */
  #last(column: number, most: number): number {
    let [low, high] = [-1, this.#escapes.length / 4 - 1];
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#number(middle, column) <= most) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #number(escape: number, column: number): number {
    return this.#escapes[escape * 4 + column] ?? 0;
  }
}

const [VIEW_START, VIEW_END, SOURCE_START, SOURCE_END] = [0, 1, 2, 3];

/** Texts have few different escapes, again and again. */
const known = new WeakMap<Encoding, Map<string, string | undefined>>();
const MOST_KNOWN = 4096;

function meaningOf(source: string, start: number, end: number, encoding: Encoding): string | undefined {
  const written = source.slice(encoding.readsBefore === true ? Math.max(0, start - 1) : start, end);
  let meanings = known.get(encoding);
  if (!meanings || meanings.size > MOST_KNOWN)
    known.set(encoding, (meanings = new Map<string, string | undefined>()));
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

/** The places in a text where one of some strings is, in their order. */
class Marks {
  readonly #text: string;
  readonly #marks: readonly string[];
  readonly #next: number[];

  constructor(text: string, marks: readonly string[]) {
    this.#text = text;
    this.#marks = marks;
    this.#next = marks.map(() => -1);
  }

  /** Infinity where there is none. */
  next(from: number): number {
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
