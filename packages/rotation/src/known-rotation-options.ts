import { knownOptions, type OptionNames } from "@confide/core/adapter";

import type { RotationDefinition } from "./define-rotations.ts";
import type { ScheduleRotationOptions } from "./schedule.ts";
import type { ConfirmReaders } from "./steps/confirm-readers.ts";

export const DEFINITION_OPTIONS: OptionNames<RotationDefinition> = {
  store: true,
  name: true,
  issuer: true,
  lock: true,
  graceMs: true,
  duringGrace: true,
  readerMaxAgeMs: true,
  propagationMs: true,
  longestGraceMs: true,
  notify: true,
  confirm: true,
  everyMs: true,
  cron: true,
  scope: true,
  timeoutMs: true,
  issuerTimeoutMs: true,
  clock: true,
  askTime: true,
  skewMs: true,
};

/** `rotate`, `abortRotation`, `keyVerifier` and the others take one another's, so that one object serves them all. */
export const ROTATION_OPTIONS: OptionNames<ScheduleRotationOptions> = {
  ...DEFINITION_OPTIONS,
  signal: true,
  lookEveryMs: true,
  jitterMs: true,
  onTurn: true,
  onError: true,
};

const CONFIRM_OPTIONS: OptionNames<ConfirmReaders> = {
  readers: true,
  seenBy: true,
  timeoutMs: true,
  everyMs: true,
};

/**
 * A misspelt `graceMs` would give a value that leaked another day.
 *
 * @throws TypeError, made by `misuse`, for an option that none of them has
 */
export function checkRotationOptions(
  taker: string,
  given: object,
  names: Readonly<Record<string, true>> = ROTATION_OPTIONS,
): void {
  const { confirm }: { confirm?: ConfirmReaders } = knownOptions<object>(taker, given, names);
  knownOptions(`confirm of ${taker}`, confirm, CONFIRM_OPTIONS);
}
