import type { EndGraceResult, RotateResult } from "./results.ts";
import type { Grace, RotationState } from "./rotation-state.ts";
import { runningGraces } from "./running-graces.ts";
import type { TimeRange } from "./store-clock.ts";
import type { Finished } from "./progress.ts";

export function rotated({ outcome, note, graceUntilMs, notNotified }: Finished): RotateResult {
  const { rotationId, to: version, base: previousVersion, graceMs } = note;
  return {
    outcome,
    rotationId,
    version,
    previousVersion,
    ...(graceMs > 0 && { graceUntil: new Date(graceUntilMs) }),
    ...(notNotified.length > 0 && { notNotified }),
  };
}

/** What another rotator has done, or is about to do. */
export function underWay(state: RotationState, now: TimeRange): RotateResult {
  const [running] = runningGraces(state, now);
  if (running) return inGrace(running, state);
  const { current: version, notes, rotationId } = state;
  const last = notes.find(({ to }) => to === version);
  return { outcome: "in-progress", rotationId: last?.rotationId ?? rotationId, version };
}

export function inGrace({ note, endsMs }: Grace, { current }: RotationState): RotateResult {
  const { rotationId, base } = note;
  return {
    outcome: "in-progress",
    rotationId,
    version: current,
    previousVersion: base,
    graceUntil: new Date(endsMs),
  };
}

/** @param over what has ended, or ended with it */
export function endedGraces(
  { graces, progress: { retired = [], finished } }: RotationState,
  over: readonly Grace[],
): EndGraceResult {
  const begun = finished?.note.rotationId;
  const left = graces.filter((grace) => !over.includes(grace) && grace.note.rotationId !== begun);
  const graceUntil = left.length > 0 && {
    graceUntil: new Date(Math.min(...left.map(({ endsMs }) => endsMs))),
  };
  if (retired.length > 0) return { outcome: "retired", retired, ...graceUntil };
  return { outcome: left.length > 0 ? "not-yet" : "nothing", retired, ...graceUntil };
}
