import { isConflict } from "../calls.ts";
import { type StartedNote } from "../state/note.ts";
import { LONGEST_SINCE_MS } from "../state/plausible.ts";
import type { Finished } from "../state/progress.ts";
import { type RotationState, versionOf } from "../state/rotation-state.ts";
import { GRAIN_MS } from "../state/store-clock.ts";
import { afterNotes, afterPromote } from "./after.ts";
import { assertNotSuperseded } from "./apply.ts";
import { notifyAll, type RotationNotice } from "./notify.ts";
import type { Operation, Perform } from "./operation.ts";

/** Makes the candidate current, if what its rotation began from still is. */
export const promote: Perform<"promote"> = async ({ note }, state, operation) => {
  const { rotationId, to, base } = note;
  const about = { rotationId, version: to, previousVersion: base };
  if (state.progress.candidate) await assertNotSuperseded(note, state, operation);
  try {
    await operation.step("promote", about, async () => operation.calls.promote(to, base));
  } catch (error) {
    if (!isConflict(error) || state.current !== to) throw error;
    const now = await operation.describe(state.progress);
    if (now.current !== to) throw error;
    return operation.after(now, { progress: { impostor: to } });
  }
  const description = afterPromote(state.description, to);
  return operation.after(state, { description, progress: { promoted: to } });
};

/**
 * Lets the grace begin to run. What must happen at least once, as telling readers, is before the note: a crash in between
 * repeats it.
 */
export const finishPromotion: Perform<"finishPromotion"> = async ({ note }, state, operation) => {
  const { rotationId, to: version, base } = note;
  const about = { rotationId, version, previousVersion: base };
  const notNotified = await notifyAll(noticeOf(note, operation), operation);
  const ended = { ...note, ...endsOf(note, state, operation) };
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

/**
 * Counted from when the store made the version. The rotator that put it knows how long ago that is at most, whatever its clock
 * shows; others go by what they know of the store's time, in doubt longer.
 */
function endsOf(
  { to, graceMs, rotationId }: StartedNote,
  state: RotationState,
  { time, clock }: Operation,
): Ends {
  const { candidate } = state.progress;
  const putMs = candidate?.note.rotationId === rotationId ? candidate.putMs : undefined;
  const endsAtMs = Math.ceil(time.latestMs()) + graceMs;
  const createdAt = versionOf(state.description.versions, to)?.createdAt;
  const ageOfDate = createdAt ? time.latestMs() - createdAt.getTime() : 0;
  const ageMs = putMs === undefined ? ageOfDate : clock.now() - putMs;
  if (graceMs === 0) return { endsAfterMs: 0, endsAtMs };
  return {
    endsAfterMs: Math.min(Math.max(0, Math.ceil(ageMs)) + GRAIN_MS, LONGEST_SINCE_MS) + graceMs,
    endsAtMs,
  };
}
