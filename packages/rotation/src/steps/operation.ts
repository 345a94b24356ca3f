import type { Issuer } from "../issuers/issuer.ts";
import type { Run } from "../run.ts";
import type { StartedNote } from "../state/note.ts";
import type { RotationState } from "../state/rotation-state.ts";
import type { Effect } from "../state/step.ts";
import type { NotifyReaders } from "./notify.ts";

/** A run that has effects outside of the store too. */
export interface Operation extends Run {
  readonly issuer: Issuer;
  readonly notify: readonly NotifyReaders[];
  /** Whether a rotation may go on in a state that was read again. */
  readonly isOnCourse: (note: StartedNote, now: RotationState) => boolean;
}

export type StepOf<D extends Effect["do"]> = Effect & { readonly do: D };

/** Does what `nextStep` asks for. Returns the state that the store is in then. */
export type Perform<D extends Effect["do"]> = (
  step: StepOf<D>,
  state: RotationState,
  operation: Operation,
) => Promise<RotationState>;
