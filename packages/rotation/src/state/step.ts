import type { RotationNote, StartedNote } from "./note.ts";
import type { Candidate } from "./progress.ts";
import type { AbortRotationResult, EndGraceResult, RotateIfDueResult, RotateResult } from "./results.ts";
import type { Grace } from "./rotation-state.ts";

/** What an issuer can do: a step that it can't is left out. */
export interface IssuerTraits {
  readonly credentials: "many" | "two-slots" | "one";
  readonly applies: boolean;
  readonly tests: boolean;
  readonly revokes: boolean;
  /** It knows what it has made for a rotation, so that what a crash has lost can be ended. */
  readonly findsOrphans: boolean;
}

export interface RotateIntent {
  readonly verb: "rotate";
  readonly graceMs: number;
  readonly duringGrace: boolean;
  readonly issuer: IssuerTraits;
}

export interface RotateIfDueIntent extends Omit<RotateIntent, "verb"> {
  readonly verb: "rotateIfDue";
  /** When a version that was made then is to be replaced. */
  readonly dueAtMs: (sinceMs: number) => number;
}

export interface EndGraceIntent {
  readonly verb: "endGrace";
  /** Every grace, also one that isn't over. */
  readonly now: boolean;
  readonly issuer: Pick<IssuerTraits, "revokes">;
}

export interface AbortIntent {
  readonly verb: "abort";
  readonly issuer: Pick<IssuerTraits, "findsOrphans">;
}

/** What was asked for. */
export interface Intents {
  readonly rotate: RotateIntent;
  readonly rotateIfDue: RotateIfDueIntent;
  readonly endGrace: EndGraceIntent;
  readonly abort: AbortIntent;
}

export interface Results {
  readonly rotate: RotateResult;
  readonly rotateIfDue: RotateIfDueResult;
  readonly endGrace: EndGraceResult;
  readonly abort: AbortRotationResult;
}

export type Verb = keyof Intents;

/** One effect, or a few that belong together. Each may be repeated after a crash. */
export type Effect =
  | { readonly do: "resume" | "adopt"; readonly note: StartedNote }
  | { readonly do: "removeOrphans"; readonly note: RotationNote; readonly isAborted: boolean }
  | { readonly do: "create"; readonly note: RotationNote }
  | { readonly do: "note"; readonly candidate: Candidate; readonly forget: readonly string[] }
  | { readonly do: "apply" | "test"; readonly candidate: Candidate }
  | { readonly do: "promote" | "finishPromotion"; readonly note: StartedNote }
  | { readonly do: "discardPending"; readonly note: RotationNote; readonly isAborted: boolean }
  | { readonly do: "endGracePeriod"; readonly grace: Grace; readonly together: readonly string[] }
  | { readonly do: "forget"; readonly rotationIds: readonly string[] };

export interface Refusal {
  readonly do: "refuse";
  readonly rotationId?: string;
  readonly message: string;
  readonly fix: string;
}

export interface Done<R> {
  readonly do: "done";
  readonly result: R;
}

export type Step<V extends Verb = Verb> = Effect | Refusal | Done<Results[V]>;
