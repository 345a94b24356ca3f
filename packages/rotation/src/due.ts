import type { Run } from "./run.ts";
import { type Situation, versionOf } from "./situation.ts";

/** How old a value may become: exactly one of the two. */
export interface RotationDueOptions {
  /**
   * In milliseconds, since the current version was made.
   *
   * @default none: `cron` is needed
   */
  readonly everyMs?: number | undefined;
  /**
   * A cron pattern: due at the first time that it names after the current version was made. In UTC.
   *
   * @default none: `everyMs` is needed
   */
  readonly cron?: string | undefined;
}

export interface Due {
  readonly isDue: boolean;
  /** By the store's clock. */
  readonly atMs: number;
}

/** Whether a rotation is due, by the store's own dates, or was begun and is not over. */
export async function dueOf(situation: Situation, run: Run, options: RotationDueOptions): Promise<Due> {
  const since = versionOf(situation.description.versions, situation.current)?.createdAt;
  if (!since)
    throw run.refuse({
      step: "plan",
      message: `${run.store.name} gives versions no dates, so that nothing is ever due`,
      fix: "call rotate at times of your own",
    });
  const atMs = await afterOf(since, run, options);
  const { begun, promoted, overtaken } = situation;
  const isHalfDone = [begun, ...promoted, ...overtaken].some((record) => record?.to !== undefined);
  return { isDue: isHalfDone || atMs <= middleOf(run), atMs };
}

/** Too early or too late by what the clocks may differ is no harm here, unlike with a grace. */
function middleOf({ time }: Run): number {
  return (time.earliestMs() + time.latestMs()) / 2;
}

async function afterOf(since: Date, run: Run, { everyMs, cron }: RotationDueOptions): Promise<number> {
  if (everyMs !== undefined && cron === undefined) return since.getTime() + everyMs;
  if (everyMs !== undefined || cron === undefined)
    throw run.refuse({ step: "plan", message: "a schedule has everyMs or cron", fix: "pass one of the two" });
  const { Cron } = await import("croner"); // on use, as a schedule by intervals needs none of it
  const next = new Cron(cron, { timezone: "UTC", paused: true }).nextRun(since);
  if (next) return next.getTime();
  throw run.refuse({ step: "plan", message: `the cron pattern ${cron} names no time`, fix: "correct it" });
}
