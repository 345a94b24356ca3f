const AGE_UNITS_MS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  d: 86_400_000,
  w: 604_800_000,
  y: 365 * 86_400_000,
};

/** `90d`, `12w`, `1y`, `36h` in milliseconds; `undefined` for what is none. */
export function ageMsOf(text: string): number | undefined {
  const [, count, unit = ""] = /^(\d{1,6})([hdwy])$/.exec(text) ?? [];
  const unitMs = AGE_UNITS_MS[unit];
  return unitMs === undefined ? undefined : Number(count) * unitMs;
}

/** `3 days`, `5 hours`: whole ones, rounded down. */
export function wholeAge(ageMs: number): string {
  const hours = Math.floor(ageMs / 3_600_000);
  const [count, unit] = hours >= 24 ? [Math.floor(hours / 24), "day"] : [hours, "hour"];
  return `${count} ${unit}${count === 1 ? "" : "s"}`;
}
