import { machineClock } from "@confide/core";
import { dueOf, type Due, type RotationDueOptions } from "./due.ts";
import { endGrace, type EndGraceResult } from "./end-grace.ts";
import { rotate, type RotateOptions } from "./rotate.ts";
import { runOf } from "./run.ts";
import type { RotateResult } from "./under-way.ts";

export interface RotateIfDueOptions extends RotateOptions, RotationDueOptions {}

/** What one look came to. */
export interface RotateIfDueResult {
  /** Left out where it was not due. */
  readonly rotation?: RotateResult;
  readonly ended: EndGraceResult;
  /** When the next rotation is due, by the store's clock. */
  readonly dueAt: Date;
}

/**
 * Ends a grace that is over, and rotates if the current version is old enough by the store's own dates. For a cron job, a
 * CI schedule, a CronJob: however many run it, and however often, it is one rotation.
 */
export async function rotateIfDue(options: RotateIfDueOptions): Promise<RotateIfDueResult> {
  const ended = await endGrace(options);
  const due = await dueNow(options);
  if (!due.isDue) return { ended, dueAt: new Date(due.atMs) };
  const rotation = await rotate(options);
  return { rotation, ended, dueAt: new Date((await dueNow(options)).atMs) };
}

async function dueNow(options: RotateIfDueOptions): Promise<Due> {
  const run = runOf(options);
  const situation = await run.look();
  return dueOf(situation, run, options);
}

export interface ScheduleRotationOptions extends RotateIfDueOptions {
  /** How long at most until the next look; an hour if left out. */
  readonly lookEveryMs?: number;
  /** Up to how much later than its time each look is, by chance, so that not all runners look at once; a minute. */
  readonly jitterMs?: number;
  readonly onTurn?: (turn: RotateIfDueResult) => void;
  /** A look that failed. The next one comes all the same. */
  readonly onError?: (error: unknown) => void;
}

export interface RotationSchedule extends AsyncDisposable {
  /** Ends it; a rotation that is under way comes to its end first. */
  readonly close: () => Promise<void>;
}

const HOUR_MS = 3_600_000;

/** `rotateIfDue` again and again. Any number of processes may do it for one secret. */
export function schedule(options: ScheduleRotationOptions): RotationSchedule {
  const { clock = machineClock, signal, onTurn, onError } = options;
  const stop = new AbortController();
  const ended = signal ? AbortSignal.any([signal, stop.signal]) : stop.signal;

  async function loop(): Promise<void> {
    while (!ended.aborted) {
      let turn: RotateIfDueResult | undefined;
      try {
        turn = await rotateIfDue(options);
        onTurn?.(turn);
      } catch (error) {
        onError?.(error);
      }
      await clock.sleep(pauseMs(turn, clock.now(), options), ended).catch(() => {});
    }
  }

  const looping = loop();
  const close = async (): Promise<void> => {
    stop.abort();
    await looping;
  };
  return { close, [Symbol.asyncDispose]: close };
}

/** Until what comes next: the rotation, the end of a grace, or the next look at whether anything has changed. */
function pauseMs(
  turn: RotateIfDueResult | undefined,
  nowMs: number,
  options: ScheduleRotationOptions,
): number {
  const { lookEveryMs = HOUR_MS, jitterMs = 60_000 } = options;
  const times = [turn?.dueAt, turn?.ended.graceUntil, turn?.rotation?.graceUntil];
  const nextMs = Math.min(...times.map((time) => (time ? time.getTime() - nowMs : Infinity)));
  // Never at once: what is due and wasn't done is somebody else's, or failed.
  return Math.min(lookEveryMs, Math.max(nextMs, 1_000)) + Math.random() * jitterMs;
}
