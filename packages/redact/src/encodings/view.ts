import { binary } from "./bytes.ts";
import { type Encoding, UNKNOWN } from "./encoding.ts";
import { type Escapes, PAIR, SOURCE_END, SOURCE_START, VIEW_END, VIEW_START } from "./escapes.ts";
import { Marks } from "./marks.ts";
import { ViewWriter } from "./view-writer.ts";
import type { Wanted } from "./wanted.ts";

export interface ViewOptions {
  /** Whether the text is bytes, one character each. */
  readonly inBytes: boolean;
  /** Whether the text is whole. Otherwise an escape that has only begun at its end is left off. */
  readonly final: boolean;
  /** What is further than this from every escape may be left out of a whole text's view. @default Infinity */
  readonly reach?: number;
  /** Escapes of two units that say anything else are left as they are. @default all are read */
  readonly wanted?: Wanted;
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
    const { inBytes, final, reach = Infinity, wanted } = options;
    let end = final ? source.length : partialStart(source, encoding, 0);
    const marks = new Marks(source, encoding.marks);
    const { escape, quick, fixed } = encoding;
    const writer = new ViewWriter(source, final ? reach : Infinity);
    for (let mark = marks.next(0); mark < end; mark = marks.next(Math.max(writer.at, mark + 1))) {
      const unit = quick && mark + 2 <= end ? quick(source, mark) : UNKNOWN;
      if (unit >= 0 && wanted?.has(unit, source, mark) === false) continue;
      if (quick && unit >= 0) writer.pairs(mark, end, quick);
      if (unit !== UNKNOWN) continue;
      if (fixed && mark + fixed.written.length <= end && isAt(source, mark, fixed.written)) {
        writer.text(mark, mark + fixed.written.length, fixed.meaning);
        continue;
      }
      escape.lastIndex = mark;
      if (!escape.test(source)) continue;
      // What seemed to begin another escape is a part of this one.
      if (escape.lastIndex > end) end = partialStart(source, encoding, escape.lastIndex);
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

  /**
   * Where a value begins that begins at `position`. No program writes a letter as that letter behind a mark: in a path of Windows
   * the backslash stays.
   */
  valueStartOf(position: number): number {
    const start = this.startOf(position);
    const isPair = this.endOf(position + 1) === start + PAIR;
    const letter = this.text.charAt(position);
    return isPair && WORD_UNIT.test(letter) && this.#source.charAt(start + 1) === letter ? start + 1 : start;
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

/** Of ASCII. */
const WORD_UNIT = /[A-Za-z0-9]/;

/** What `startsWith` says, without a call into the engine for each escape. */
function isAt(source: string, start: number, written: string): boolean {
  for (let at = 0; at < written.length; at++)
    if (source.charCodeAt(start + at) !== written.charCodeAt(at)) return false;
  return true;
}

/** Texts have few different escapes, again and again. */
const meaningsByEncoding = new WeakMap<Encoding, Map<string, string | undefined>>();
const MOST_KNOWN = 4096;

export function meaningOf(
  source: string,
  start: number,
  end: number,
  encoding: Encoding,
): string | undefined {
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

function partialStart(source: string, { partial }: Encoding, from: number): number {
  partial.lastIndex = Math.max(from, source.length - LONGEST_PARTIAL);
  return partial.exec(source)?.index ?? source.length;
}
