import type { Span } from "./spans.ts";

/** Looks for what may be a secret without knowing any. */
export interface FormatMatcher {
  find(text: string, from: number, final: boolean): FormatScan;
}

export interface FormatScan {
  readonly spans: readonly Span[];
  /** Where the text's ending begins that may still become a match. */
  readonly tail: number;
  /** What the text ends with, and that may go on for long: a match, or what may become one. */
  readonly run?: Run | undefined;
}

/** A stretch that may be long. While a text goes on like it, nothing else has to be looked at. */
export interface Run {
  /** Matches, from a format's beginning to the text's end, where the text ends within the stretch; sticky. */
  readonly opened: RegExp;
  /** Matches as much of what follows as belongs to it; sticky. */
  readonly goesOn: RegExp;
  /** How much of it a stream holds back, the beginning included. */
  readonly longest: number;
}
