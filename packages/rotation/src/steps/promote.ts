import { isConflict } from "../calls.ts";
import { type StartedNote } from "../state/note.ts";
import { LONGEST_SINCE_MS } from "../state/plausible.ts";
import type { Finished } from "../state/progress.ts";
import { type RotationState, versionOf } from "../state/rotation-state.ts";
import { GRAIN_MS } from "../state/store-clock.ts";
import { afterNotes, afterPromote } from "./after.ts";
import { assertCourse, assertOnCourse } from "./apply.ts";
import { notifyAll, type RotationNotice } from "./notify.ts";
import type { Operation, Perform } from "./operation.ts";

/** Makes the candidate current, if what its rotation began from still is. */
export const promote: Perform<"promote"> = async ({ note }, state, operation) => {
  const { rotationId, to, base } = note;
  const about = { rotationId, version: to, previousVersion: base };
  if (state.progress.candidate) await assertOnCourse(note, state, operation);
  const promotedMs = operation.clock.now();
  try {
    await operation.step("promote", about, async () => operation.calls.promote(to, base));
  } catch (error) {
    const now = await operation.describe(state.progress);
    // Given up by somebody else a moment ago: there is no such version any more.
    if (state.progress.candidate) assertCourse(note, now, operation);
    if (!isConflict(error) || state.current !== to || now.current !== to) throw error;
    return operation.after(now, { progress: { impostor: to } });
  }
  const description = afterPromote(state.description, to);
  return operation.after(state, { description, progress: { promoted: to, promotedMs } });
};

/**
 * Lets the grace begin to run. What must happen at least once, as telling readers, is before the note: a crash in between
 * repeats it.
 */
export const finishPromotion: Perform<"finishPromotion"> = async ({ note }, state, operation) => {
  const { rotationId, to: version, base } = note;
  const about = { rotationId, version, previousVersion: base };
  const notNotified = await notifyAll(noticeOf(note, operation), operation);
  const { isEnded: _, ...open } = note;
  const ended = { ...open, ...endsOf(note, state, operation) };
  await operation.step("note", about, async () => operation.calls.annotate(operation.noteOf(ended)));
  const { candidate, finished } = state.progress;
  const own = candidate?.putMs !== undefined && candidate.note.rotationId === rotationId;
  const outcome: Finished["outcome"] = own ? "rotated" : "resumed";
  const now = { outcome, note: ended, graceUntilMs: ended.endsAtMs, notNotified };
  return operation.after(state, {
    description: afterNotes(state.description, operation.noteOf(ended)),
    progress: { candidate: undefined, finished: finished ?? now },
  });
};

function noticeOf({ rotationId, to, base }: StartedNote, { name, store, clock }: Operation): RotationNotice {
  return { name, store: store.name, rotationId, version: to, previousVersion: base, timeMs: clock.now() };
}

interface Ends {
  readonly endsAfterMs: number;
  readonly endsAtMs: number;
}

/** Counted from the date that the store gives the version. */
function endsOf(note: StartedNote, state: RotationState, operation: Operation): Ends {
  const { graceMs } = note;
  const endsAtMs = Math.ceil(operation.time.latestMs()) + graceMs;
  if (graceMs === 0) return { endsAfterMs: 0, endsAtMs };
  const ageMs = Math.max(0, Math.ceil(ageOf(note, state, operation)));
  return { endsAfterMs: Math.min(ageMs + GRAIN_MS, LONGEST_SINCE_MS) + graceMs, endsAtMs };
}

/**
 * The rotator that put the version knows how old it is at most, whatever its clock shows; others go by what they know of the
 * store's time, in doubt longer. What waited in a sibling gets its date when it is promoted.
 */
function ageOf(
  { to, rotationId }: StartedNote,
  state: RotationState,
  { time, clock, store }: Operation,
): number {
  const { candidate, promoted, promotedMs } = state.progress;
  const putMs = candidate?.note.rotationId === rotationId ? candidate.putMs : undefined;
  const isDatedAnew = store.writes.pending === "sibling" && promoted === to && candidate !== undefined;
  const sinceMs = isDatedAnew ? promotedMs : putMs;
  if (sinceMs !== undefined) return clock.now() - sinceMs;
  const createdAt = versionOf(state.description.versions, to)?.createdAt;
  return createdAt ? time.latestMs() - createdAt.getTime() : 0;
}
