/** One text to look for, and what is written in its place. */
export interface Pattern {
  readonly text: string;
  readonly label: string;
}

/** The longest first, so that the first that fits at a place is the longest there. */
export function longestFirst(patterns: readonly Pattern[]): readonly Pattern[] {
  return patterns.toSorted((a, b) => b.text.length - a.text.length);
}
