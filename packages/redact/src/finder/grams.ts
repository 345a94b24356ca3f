import { Pieces } from "./pieces.ts";

/** Longer ones tell no more. */
const LONGEST_GRAM = 8;

/**
 * Tells where a pattern may be cut in two: one of the two is as long as a piece. Where no piece ends before a cut, and none
 * begins behind it, no pattern is cut.
 */
export class Grams {
  readonly #pieces: Pieces;

  /** @param patterns Of units below 256. */
  constructor(patterns: readonly string[]) {
    const shortest = patterns.reduce((least, { length }) => Math.min(least, length), Infinity);
    this.#pieces = new Pieces(patterns, Math.min(LONGEST_GRAM, Math.ceil(shortest / 2)));
  }

  /** Whether a pattern may be cut in two, of which one ends at `end` and the other begins at `start`. */
  mayBeCut(bytes: Uint8Array, end: number, start: number): boolean {
    return this.#mayBeAt(bytes, end - this.#pieces.length) || this.#mayBeAt(bytes, start);
  }

  #mayBeAt(bytes: Uint8Array, start: number): boolean {
    const { length } = this.#pieces;
    if (start < 0 || start + length > bytes.length) return false;
    for (let at = start; at < start + length; at++) if (beginsEscape(bytes[at] as number)) return true;
    return this.#pieces.isInBytes(bytes, start);
  }
}

/** Of an escape, which may be a pattern's character: a backslash, a percent sign, an ampersand. */
function beginsEscape(unit: number): boolean {
  return unit === 0x5c || unit === 0x25 || unit === 0x26;
}
