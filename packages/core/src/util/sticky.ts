/** Where a sticky pattern that begins at `at` ends. */
export function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.test(text);
  return pattern.lastIndex;
}

export const SPACE = /\s*/y;
export const LINE = /[^\n]*/y;
