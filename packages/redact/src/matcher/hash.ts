/** Three units of a text as one number of so many bits. Of each unit only the low half counts, all that most texts have. */
export interface Hash {
  /** The bits that are left out of 32. */
  readonly shift: number;
  readonly size: number;
}

/** Wide enough that so many entries leave most slots free: each slot in use costs a look that was in vain. */
export function hashFor(entries: number): Hash {
  const bits = entries <= 128 ? 12 : entries <= 1024 ? 15 : 18;
  return { shift: 32 - bits, size: 1 << bits };
}

export function hashAt(hash: Hash, text: string, at: number): number {
  return hashOfUnits(hash.shift, unitsAt(text, at));
}

/** The first in the lowest eight bits. */
export function unitsAt(text: string, at: number): number {
  const [first, second, third] = [text.charCodeAt(at), text.charCodeAt(at + 1), text.charCodeAt(at + 2)];
  return (first & 0xff) | ((second & 0xff) << 8) | ((third & 0xff) << 16);
}

/** @param units What is above three units makes no difference. */
export function hashOfUnits(shift: number, units: number): number {
  return Math.imul(units & 0xffffff, 0x9e3779b1) >>> shift;
}
