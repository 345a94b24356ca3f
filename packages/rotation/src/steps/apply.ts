import { SourceError } from "@confide/core/adapter";

import type { RotationState } from "../state/rotation-state.ts";
import type { StartedNote } from "../state/note.ts";
import type { Candidate } from "../state/progress.ts";
import { currentOf } from "./current.ts";
import type { Operation, Perform } from "./operation.ts";

/** Makes the target take the candidate. */
export const apply: Perform<"apply"> = async ({ candidate }, state, operation) => {
  const { issuer, name } = operation;
  const { note, value, putMs } = candidate;
  const { rotationId, to: version } = note;
  const isRepeated = putMs === undefined;
  const { value: current } = currentOf(state, operation);
  const mustGoOn = async () => assertOnCourse(note, state, operation);
  const step = { rotationId, name, version, value, current, isRepeated, mustGoOn };
  return tried("apply", candidate, state, operation, async (signal) => issuer.apply?.({ ...step, signal }));
};

/** Uses the candidate as a reader would. */
export const test: Perform<"test"> = async ({ candidate }, state, operation) => {
  const { issuer, name } = operation;
  const { note, value } = candidate;
  const step = { rotationId: note.rotationId, name, version: note.to, value };
  return tried("test", candidate, state, operation, async (signal) => issuer.test?.({ ...step, signal }));
};

async function tried(
  what: "apply" | "test",
  candidate: Candidate,
  state: RotationState,
  operation: Operation,
  effect: (signal: AbortSignal) => Promise<void>,
): Promise<RotationState> {
  const { note, done } = candidate;
  const about = { rotationId: note.rotationId, version: note.to, previousVersion: note.base };
  const assertOn = what === "apply" ? assertOnCourse : assertNotSuperseded;
  await assertOn(note, state, operation);
  try {
    await operation.outside(what, about, effect);
  } catch (error) {
    // The rotator that overtook this one may have taken its value back already.
    assertCourse(note, await operation.describe(), operation);
    throw error;
  }
  return operation.after(state, { progress: { candidate: { ...candidate, done: [...done, what] } } });
}

/**
 * Looks anew, unless a lock keeps others out: before what can't be taken back.
 *
 * @throws SourceError a conflict, where another rotator or another version came in between
 */
export async function assertOnCourse(
  note: StartedNote,
  state: RotationState,
  operation: Operation,
): Promise<void> {
  const now = operation.isAlone
    ? await operation.describeIfOld(state)
    : await operation.describe(state.progress);
  if (now !== state) assertCourse(note, now, operation);
}

/** @throws SourceError a conflict, where another rotator or another version came in between */
async function assertNotSuperseded(
  note: StartedNote,
  state: RotationState,
  operation: Operation,
): Promise<void> {
  const now = await operation.describeIfOld(state);
  if (now !== state) assertCourse(note, now, operation);
}

export function assertCourse(note: StartedNote, now: RotationState, operation: Operation): void {
  if (!operation.isOnCourse(note, now)) throw overtaken(operation);
}

export function overtaken({ name, store }: Operation): SourceError {
  const message = `the rotation of ${name} was overtaken: another version became current, or another rotator went on with it`;
  return new SourceError({ reason: "conflict", message, store: store.name, ref: name });
}
