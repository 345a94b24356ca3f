import type { CommitPlace } from "@confide/scan";

/** What a scanner for patterns found, without the text. */
export interface PatternFinding {
  /** The scanner's own name of what it is. */
  readonly rule: string;
  readonly path: string;
  readonly line?: number | undefined;
  readonly column?: number | undefined;
  readonly commit?: CommitPlace | undefined;
  /** Of the text, with the baseline's key: the same wherever it is. */
  readonly fingerprint?: string | undefined;
}

/** As a scanner reports it: with the text, which goes no further. */
export interface RawFinding extends Omit<PatternFinding, "fingerprint"> {
  readonly text: string;
}
