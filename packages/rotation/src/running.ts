import type { Run } from "./run.ts";
import type { Grace, Situation } from "./situation.ts";

/** What somebody made current again is in no grace; nor is what the store gives nobody any more. */
export function isOver(
  { record, endsMs, isEnabled }: Grace,
  { current }: Situation,
  { time, store }: Run,
): boolean {
  if (record.base === current || endsMs <= time.earliestMs()) return true;
  // A version without a label is still read by its id: in grace, after another one was put on top.
  return !isEnabled && store.writes.retire !== "label";
}

export function runningGraces(situation: Situation, run: Run): readonly Grace[] {
  return situation.graces.filter((each) => !isOver(each, situation, run));
}
