import type { StartedNote } from "./note.ts";
import type { Grace, RotationState } from "./rotation-state.ts";
import type { TimeRange } from "./store-clock.ts";

/** What somebody made current again is in no grace; nor is what the store gives nobody any more. */
export function isOver({ note, endsMs, isGone }: Grace, { current }: RotationState, now: TimeRange): boolean {
  return note.base === current || isGone || note.graceMs === 0 || endsMs <= now.earliestMs;
}

export function runningGraces(state: RotationState, now: TimeRange): readonly Grace[] {
  return state.graces.filter((grace) => !isOver(grace, state, now));
}

/** The rotations whose old credential has to go on working: in grace, or promoted while nobody has noted yet until when. */
export function gracedNotes(state: RotationState, now: TimeRange): readonly StartedNote[] {
  return [...runningGraces(state, now).map(({ note }) => note), ...state.promoted];
}
