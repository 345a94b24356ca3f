const DAY_MS = 24 * 60 * 60 * 1000;

const UNITS: Readonly<Record<string, number>> = {
  h: DAY_MS / 24,
  d: DAY_MS,
  w: 7 * DAY_MS,
  y: 365 * DAY_MS,
};

/** `90d`, `12w`, `1y`, `36h` in milliseconds; `undefined` for what is none. */
export function durationMs(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,6})([hdwy])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * (UNITS[unit] ?? DAY_MS);
}

/** `3 days`, `5 hours`: whole ones, rounded down. */
export function durationText(elapsedMs: number): string {
  const days = Math.floor(elapsedMs / DAY_MS);
  const [count, unit] = days >= 1 ? [days, "day"] : [Math.floor(elapsedMs / (DAY_MS / 24)), "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
