import { CouldNotLook } from "../could-not-look.ts";

const DAY_MS = 86_400_000;

/** `2026-11-24`, `2026-11-24T17:30Z`, or `90d` before now. In UTC, where the text doesn't say more. @throws CouldNotLook */
export function sinceMs(text: string, nowMs: number): number {
  const days = /^(\d{1,5})d$/.exec(text)?.[1];
  if (days !== undefined) return nowMs - Number(days) * DAY_MS;
  const isDate = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:\d\d))?$/.test(text);
  const parsed = isDate ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(parsed)) return parsed;
  throw new CouldNotLook({
    code: "usage",
    message: "--since needs a date",
    fix: "write 2026-11-24, 2026-11-24T17:30Z or 90d",
  });
}
