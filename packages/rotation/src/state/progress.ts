import type { IssuerValue } from "../issuers/issuer.ts";
import type { StartedNote } from "./note.ts";

/** What the operation under way knows that the store doesn't show: what it holds, and what it has done itself. */
export interface Progress {
  /** The version that was current when it began. */
  readonly began: string;
  readonly candidate?: Candidate | undefined;
  /** How many credentials it has ended of which a crash had lost the value; `undefined`: it has not looked for any. */
  readonly orphans?: number | undefined;
  /** A pending version that isn't of this rotation. */
  readonly foreign?: string | undefined;
  /** A pending version of this rotation whose value can't be read any more. */
  readonly lost?: string | undefined;
  /** What it has made current itself. */
  readonly promoted?: string | undefined;
  /** When it did that, by its own clock. */
  readonly promotedMs?: number | undefined;
  /** A current version that only has the number of the one that was to be promoted. */
  readonly impostor?: string | undefined;
  readonly finished?: Finished | undefined;
  /** The versions that it has taken out of use, as the store has not shown yet. */
  readonly retired?: readonly string[] | undefined;
  /** The rotation that it has given up. */
  readonly discarded?: string | undefined;
}

/** A value that is stored and may become the current one. */
export interface Candidate {
  readonly note: StartedNote;
  readonly value: IssuerValue;
  /** When its `put` was called; `undefined` where another run has put it. */
  readonly putMs?: number | undefined;
  readonly done: readonly ("note" | "apply" | "test")[];
}

/** A rotation whose value is current, and whose grace has begun to run. */
export interface Finished {
  readonly outcome: "rotated" | "resumed";
  readonly note: StartedNote;
  readonly graceUntilMs: number;
  /** Why notices could not be sent. */
  readonly notNotified: readonly string[];
}
