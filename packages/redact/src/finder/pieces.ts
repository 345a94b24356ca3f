/** A bit for each hash of so many bits: few pieces of other texts hit one by chance. */
const INDEX_BITS = 24;

/** All pieces of some patterns, of one length. It may take another text for one of them, and none of them for another text. */
export class Pieces {
  readonly length: number;
  readonly #bits = new Uint32Array(2 ** INDEX_BITS / 32);

  /** @param patterns Of units below 256. */
  constructor(patterns: readonly string[], length: number) {
    this.length = length;
    for (const pattern of patterns)
      for (let at = 0; at + length <= pattern.length; at++) {
        let hash = 0;
        for (let next = at; next < at + length; next++) hash = hashWith(hash, pattern.charCodeAt(next));
        const index = hash >>> (32 - INDEX_BITS);
        this.#bits[index >>> 5] = (this.#bits[index >>> 5] as number) | (1 << (index & 31));
      }
  }

  isInText(text: string, start: number): boolean {
    let hash = 0;
    for (let at = start; at < start + this.length; at++) hash = hashWith(hash, text.charCodeAt(at));
    return this.#holds(hash);
  }

  isInBytes(bytes: Uint8Array, start: number): boolean {
    let hash = 0;
    for (let at = start; at < start + this.length; at++) hash = hashWith(hash, bytes[at] as number);
    return this.#holds(hash);
  }

  #holds(hash: number): boolean {
    const index = hash >>> (32 - INDEX_BITS);
    return ((this.#bits[index >>> 5] as number) & (1 << (index & 31))) !== 0;
  }
}

function hashWith(hash: number, unit: number): number {
  return Math.imul(hash ^ folded(unit), 0x9e3779b1) ^ (hash >>> 15);
}

/** In a form a plus is a space. */
export function folded(unit: number): number {
  return unit === 0x2b ? 0x20 : unit;
}
