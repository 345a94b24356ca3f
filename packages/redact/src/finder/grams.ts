/** Longer ones tell no more. */
const LONGEST_GRAM = 8;
const INDEX_BITS = 25;

/**
 * All pieces of some patterns, of one length. Wherever a pattern is cut in two, one of the two is as long as a piece: where no
 * piece ends before a cut, and none begins behind it, no pattern is cut.
 */
export class Grams {
  readonly #length: number;
  /** A bit for each hash of a piece. */
  readonly #bits = new Uint32Array(2 ** INDEX_BITS / 32);

  /** @param patterns Of units below 256. */
  constructor(patterns: readonly string[]) {
    const shortest = patterns.reduce((least, { length }) => Math.min(least, length), Infinity);
    this.#length = Math.min(LONGEST_GRAM, Math.ceil(shortest / 2));
    for (const pattern of patterns) {
      const bytes = Buffer.from(pattern, "latin1");
      for (let at = 0; at + this.#length <= bytes.length; at++) {
        const index = this.#indexAt(bytes, at);
        this.#bits[index >>> 5] = (this.#bits[index >>> 5] as number) | (1 << (index & 31));
      }
    }
  }

  /** Whether a pattern may be cut in two, of which one ends at `end` and the other begins at `start`. */
  mayBeCut(bytes: Uint8Array, end: number, start: number): boolean {
    return this.#mayBeAt(bytes, end - this.#length) || this.#mayBeAt(bytes, start);
  }

  #mayBeAt(bytes: Uint8Array, start: number): boolean {
    if (start < 0 || start + this.#length > bytes.length) return false;
    for (let at = start; at < start + this.#length; at++) if (isMark(bytes[at] as number)) return true;
    const index = this.#indexAt(bytes, start);
    return ((this.#bits[index >>> 5] as number) & (1 << (index & 31))) !== 0;
  }

  #indexAt(bytes: Uint8Array, start: number): number {
    let hash = 0;
    for (let at = start; at < start + this.#length; at++)
      hash = Math.imul(hash ^ (bytes[at] as number), 0x9e3779b1) ^ (hash >>> 15);
    return hash >>> (32 - INDEX_BITS);
  }
}

/** Of an escape, which may be a pattern's character: a backslash, a percent sign, an ampersand. */
function isMark(unit: number): boolean {
  return unit === 0x5c || unit === 0x25 || unit === 0x26;
}
