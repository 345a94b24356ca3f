import { callListener, machineClock } from "@confide/core/adapter";

import { dueOf, type RotationDueOptions } from "./due.ts";
import { checkRotationOptions } from "./known-rotation-options.ts";
import { locked } from "./locks/locked.ts";
import { operationOf, pursue } from "./pursue.ts";
import { confirmedBy, rotateWishes, type RotateOptions } from "./rotate.ts";
import { type Run, runOf } from "./run.ts";
import { underWay } from "./state/outcomes.ts";
import type { RotateIfDueResult } from "./state/results.ts";
import { type RotationState, madeMs } from "./state/rotation-state.ts";
import type { RotateIfDueIntent } from "./state/step.ts";
import { HOUR_MS } from "./time-units.ts";

export interface RotateIfDueOptions extends RotateOptions, RotationDueOptions {}

/**
 * Ends a grace that is over, and rotates if the current version is old enough by the store's own dates. For a cron job, a
 * CI schedule, a CronJob: however many run it, and however often, it is one rotation.
 *
 * @throws RotationError if it is refused or can't go on, SourceError if the store can't be used
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { randomKey, rotateIfDue } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const options = { store, name: "prod/api-key", issuer: randomKey(), everyMs: 30 * 86_400_000 };
 * const { rotation, dueAt } = await rotateIfDue(options);
 * console.log(rotation === undefined ? `not before ${dueAt.toISOString()}` : rotation.version);
 * ```
 */
export async function rotateIfDue(options: RotateIfDueOptions): Promise<RotateIfDueResult> {
  checkRotationOptions("rotateIfDue()", options);
  const [wishes, dueAtMs] = [rotateWishes(options), await dueOf(options)];
  const intent: RotateIfDueIntent = { verb: "rotateIfDue", ...wishes, dueAtMs };
  const run = runOf(options);
  const result = await locked(options, async (held) =>
    pursue<"rotateIfDue">(intent, operationOf(run.under(held), options)),
  );
  if (!result) return lockedOut(await run.describe(), dueAtMs, run);
  if (!result.rotation) return result;
  const dueAt = dueAfter(await run.describe(), dueAtMs, run);
  return { ...result, rotation: await confirmedBy(options, result.rotation, run), dueAt };
}

/** Somebody else has the lock. */
function lockedOut(state: RotationState, dueAtMs: (sinceMs: number) => number, run: Run): RotateIfDueResult {
  const dueAt = dueAfter(state, dueAtMs, run);
  const ended = { outcome: "locked", retired: [] } as const;
  if (dueAt.getTime() > run.time.latestMs()) return { ended, dueAt };
  return { rotation: { ...underWay(state, run.time.range()), outcome: "locked" }, ended, dueAt };
}

function dueAfter(state: RotationState, dueAtMs: (sinceMs: number) => number, { time }: Run): Date {
  return new Date(dueAtMs(madeMs(state) ?? time.latestMs()));
}

export interface ScheduleRotationOptions extends RotateIfDueOptions {
  /**
   * How long at most until the next look.
   *
   * @default 3_600_000, an hour
   */
  readonly lookEveryMs?: number | undefined;
  /**
   * Each look is up to so much later than its time, by chance, so that not all runners look at once.
   *
   * @default 60_000
   */
  readonly jitterMs?: number | undefined;
  /**
   * Called with the result of each look.
   *
   * @default none
   */
  readonly onTurn?: ((turn: RotateIfDueResult) => void) | undefined;
  /**
   * Called when a look has failed. The next one comes all the same.
   *
   * @default none: a failed look is not reported
   */
  readonly onError?: ((error: unknown) => void) | undefined;
}

export interface RotationSchedule extends AsyncDisposable {
  /** Ends it; a rotation that is under way comes to its end first. */
  readonly close: () => Promise<void>;
}

/**
 * Calls `rotateIfDue` again and again. Any number of processes may do it for one secret.
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { randomKey, schedule } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const issuer = randomKey();
 * const rotation = schedule({ store, name: "prod/api-key", issuer, cron: "0 3 1 * *", onError: console.error });
 * await rotation.close(); // when the program ends
 * ```
 */
export function schedule(options: ScheduleRotationOptions): RotationSchedule {
  checkRotationOptions("schedule()", options);
  const { clock = machineClock, signal, onTurn, onError } = options;
  const stop = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;

  async function loop(): Promise<void> {
    for (let failures = 0; !ended.aborted;) {
      let turn: RotateIfDueResult | undefined;
      try {
        turn = await rotateIfDue(options);
        onTurn?.(turn);
      } catch (error) {
        if (onError) callListener(onError, error);
      }
      failures = turn ? 0 : failures + 1;
      const ms = turn ? pauseMs(turn, clock.now(), options) : retryMs(failures, options);
      await clock.sleep(ms, ended).catch(() => {});
    }
  }

  const looping = loop();
  const close = async (): Promise<void> => {
    stop.abort();
    await looping;
  };
  return { close, [Symbol.asyncDispose]: close };
}

/** A minute after the first failure, and each time twice as long: a grace that is over may wait for it. */
function retryMs(
  failures: number,
  { lookEveryMs = HOUR_MS, jitterMs = 60_000 }: ScheduleRotationOptions,
): number {
  return Math.min(lookEveryMs, 60_000 * 2 ** (failures - 1)) + Math.random() * jitterMs;
}

/** Until what comes next: the rotation, the end of a grace, or the next look at whether anything has changed. */
function pauseMs(turn: RotateIfDueResult, nowMs: number, options: ScheduleRotationOptions): number {
  const { lookEveryMs = HOUR_MS, jitterMs = 60_000 } = options;
  const times = [turn.dueAt, turn.ended.graceUntil, turn.rotation?.graceUntil];
  const nextMs = Math.min(...times.map((time) => (time ? time.getTime() - nowMs : Infinity)));
  // Never at once: what is due and wasn't done is somebody else's, or failed.
  return Math.min(lookEveryMs, Math.max(nextMs, 1_000)) + Math.random() * jitterMs;
}
