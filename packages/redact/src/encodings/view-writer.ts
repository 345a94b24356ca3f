import { NONE, type Quick } from "./encoding.ts";
import { Escapes, grown, PAIR } from "./escapes.ts";

/** What is in a view for a stretch that is left out: no match that has an escape in it comes so far. */
const GAP = 0;

/** Most texts with a mark have no escape. */
const NO_UNITS = new Uint16Array(0);

/** Writes a view unit by unit: a text of nothing but escapes would be as many strings to join. */
export class ViewWriter {
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

  /** Writes what an escape of two units means, and each that follows at once. There has to be one at `start`. */
  pairs(start: number, end: number, quick: Quick): void {
    if (start > this.at) this.#literal(start);
    const source = this.#source;
    const [from, mark] = [this.#length, source.charCodeAt(start)];
    let at = start;
    let unit = quick(source, at);
    while (unit >= 0) {
      this.#put(unit);
      at += PAIR;
      unit = at + PAIR <= end && source.charCodeAt(at) === mark ? quick(source, at) : NONE;
    }
    this.escapes.addRun(from, this.#length, start, at);
    this.at = at;
  }

  text(start: number, end: number, meaning: string): void {
    if (start > this.at) this.#literal(start);
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
    const size = Math.max(this.#length + more, this.#units.length * 4, 64);
    this.#units = grown(this.#units, new Uint16Array(size));
  }
}

const BACKSLASH_UNIT = 92;
