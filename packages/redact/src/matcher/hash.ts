/** Three units of a text as one number of so many bits. */
export interface Hash {
  /** A third of the number's bits: by this each unit is moved to its place. */
  readonly step: number;
  readonly mask: number;
  readonly size: number;
}

/** Wide enough that so many entries leave most slots free: each slot in use costs a look that was in vain. */
export function hashFor(entries: number): Hash {
  const step = entries <= 128 ? 4 : entries <= 1024 ? 5 : 6;
  const size = 1 << (3 * step);
  return { step, mask: size - 1, size };
}

/** Hot loops write this out for themselves. */
export function hashAt({ step, mask }: Hash, text: string, at: number): number {
  return (
    ((text.charCodeAt(at) << (2 * step)) ^ (text.charCodeAt(at + 1) << step) ^ text.charCodeAt(at + 2)) & mask
  );
}
