import type { FoundIn } from "../finding.ts";

/** What a content is, and where. */
export interface Place {
  readonly in: FoundIn;
  /** Of an object of a history its id, until its path is known. */
  readonly path: string;
  /** Within archives, each behind an exclamation mark: `!app/.env`. */
  readonly inner: string;
  /** An archive's own bytes, which may have once more what is in it. */
  readonly isPacked?: true;
}

/** A hit of the finder in some content. */
export interface Hit {
  readonly place: Place;
  readonly name: string;
  readonly known: boolean;
  readonly form: string;
  readonly line: number;
  readonly column: number;
  readonly fingerprint?: string | undefined;
}

export function within(place: Place, name: string): Place {
  return { ...place, inner: `${place.inner}!${name}` };
}
