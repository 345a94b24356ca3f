import type { SecretDescription } from "@confide/core/adapter";

import type { RotationNote } from "./note.ts";
import { DAY_MS } from "../time-units.ts";

/** What is known where a note is read: a writer of notes must not decide how long an old value is good. */
export interface NoteLimits {
  /** The longest grace that is asked for. */
  readonly longestGraceMs: number;
  /** The store's time is not after that. */
  readonly latestMs: number;
}

/** A week. */
export const LONGEST_GRACE_MS = 7 * DAY_MS;
/** How old a stored value may be that is still promoted. */
export const LONGEST_WAIT_MS = 6 * DAY_MS;
/** What may come on top of a grace, which counts from when the new version was made: its waiting, and wrong clocks. */
export const LONGEST_SINCE_MS = LONGEST_WAIT_MS + DAY_MS;

/** Whether a rotation can have written that; else the note counts as none, whatever it is about. */
export function isPlausible(
  note: RotationNote,
  { versions }: SecretDescription,
  { longestGraceMs, latestMs }: NoteLimits,
): boolean {
  const { base, to, graceMs, endsAfterMs = 0, endsAtMs = 0 } = note;
  const dateOf = (wanted: string | undefined) =>
    versions.find(({ version }) => version === wanted)?.createdAt;
  const [made, madeBefore] = [dateOf(to), dateOf(base)];
  const isEndKnown = made !== undefined || endsAtMs <= latestMs + longestGraceMs + LONGEST_SINCE_MS;
  // What replaced a version is newer.
  const isInOrder = base !== to && !(made && madeBefore && made < madeBefore);
  return graceMs <= longestGraceMs && endsAfterMs <= graceMs + LONGEST_SINCE_MS && isEndKnown && isInOrder;
}
