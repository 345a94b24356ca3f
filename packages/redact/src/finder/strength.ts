import { isShort } from "../secrets/short.ts";

/**
 * Whether a text is only found where somebody wrote it: in a few gigabytes of code and hashes anything shorter is there by
 * chance.
 */
export function isTelling(text: string): boolean {
  return !isShort(text) && text.length * Math.log2(alphabetOf(text)) >= LEAST_BITS;
}

const LEAST_BITS = 32;

/** How many characters it may have at each place, by the kinds that it has. */
function alphabetOf(text: string): number {
  if (/^\d*$/.test(text)) return 10;
  if (/^[\da-f]*$/i.test(text)) return 16;
  return KINDS.reduce((sum, [kind, count]) => (kind.test(text) ? sum + count : sum), 0);
}

const KINDS: readonly (readonly [kind: RegExp, count: number])[] = [
  [/\d/, 10],
  [/[a-z]/, 26],
  [/[A-Z]/, 26],
  [/[ -/:-@[-`{-~\s]/, 32],
  [/[^\0-\x7f]/, 128],
];
