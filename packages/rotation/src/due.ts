import { RotationError } from "./rotation-error.ts";
import type { RotateOptions } from "./rotate.ts";

/** How old a value may become: exactly one of the two. */
export interface RotationDueOptions {
  /**
   * In milliseconds, since the current version was made; of a property of a JSON secret, since its last rotation.
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

/** When a version that was made at a time is to be replaced. */
export async function dueOf({
  everyMs,
  cron,
  name,
  store,
}: RotationDueOptions & Pick<RotateOptions, "name" | "store">): Promise<(sinceMs: number) => number> {
  const refuse = (message: string, fix: string) =>
    new RotationError({ step: "plan", name, store: store.name, message, fix });
  if (everyMs !== undefined && cron === undefined) return (sinceMs) => sinceMs + everyMs;
  if (everyMs !== undefined || cron === undefined)
    throw refuse("a schedule has everyMs or cron", "pass one of the two");
  const { Cron } = await import("croner"); // on use, as a schedule by intervals needs none of it
  const pattern = new Cron(cron, { timezone: "UTC", paused: true });
  if (!pattern.nextRun()) throw refuse(`the cron pattern ${cron} names no time`, "correct it");
  return (sinceMs) => pattern.nextRun(new Date(sinceMs))?.getTime() ?? Infinity;
}
