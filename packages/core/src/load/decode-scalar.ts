import type { Literal } from "../model/setting.ts";
import { type DecimalLoss, decimalLoss } from "../util/decimal.ts";
import { NOT_EXACT } from "./issue-text.ts";
import { Undecodable } from "./undecodable.ts";

/** Decimal only: `0x10`, `1_000`, `Infinity`, `NaN` and empty text are none. */
const NUMBER = /^\s*[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?\s*$/i;

export function decodeNumber(text: string): number | undefined {
  return NUMBER.test(text) && decimalLoss(text) === undefined ? Number(text) : undefined;
}

const LOSSES: Readonly<Record<DecimalLoss, string>> = {
  integer: NOT_EXACT,
  large: "a number that is too large to be held exactly: use z.string()",
  small: "a number that is too small to be held exactly: use z.string()",
};

/** What a string spells that no number holds: another one would come out. */
export function lossOf(text: string): string | undefined {
  const loss = NUMBER.test(text) ? decimalLoss(text) : undefined;
  return loss && LOSSES[loss];
}

export const NO_DATE = "expected an ISO 8601 date, got a number";

/** The number that is spelled as an integer is, or the integer where there is none. */
export function withoutLoss(value: bigint): number | bigint {
  const number = Number(value);
  return String(number) === String(value) ? number : value;
}

const TRUE = /^\s*(?:true|1|yes|y|on|t|enabled)\s*$/i;
const FALSE = /^\s*(?:false|0|no|n|off|f|disabled)\s*$/i;

export function decodeBoolean(text: string): boolean | undefined {
  return TRUE.test(text) ? true : FALSE.test(text) ? false : undefined;
}

const DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:[.,](\d{1,9}))?)?(Z|[+-]\d{2}:?\d{2})?)?$/i;

/** ISO 8601 with a zone. `Date.parse` takes more and guesses: local time, 30 February, two-digit years. */
export function decodeDate(text: string): Date | Undecodable {
  const match = DATE.exec(text);
  if (!match)
    return new Undecodable(
      "expected an ISO 8601 date (2026-01-31 or 2026-01-31T12:00:00Z), but the string is not one",
    );
  const [, year, month, day, hour = "0", minute = "0", second = "0", fraction = "0", zone] = match;
  if (match[4] !== undefined && zone === undefined)
    return new Undecodable("a time needs its zone: end it with Z or +01:00");
  const date = new Date(0);
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day)); // Date.UTC() makes 1950 of the year 50
  const exists =
    date.getUTCMonth() === Number(month) - 1 &&
    date.getUTCDate() === Number(day) &&
    date.getUTCFullYear() === Number(year);
  if (!exists || Number(hour) > 23 || Number(minute) > 59 || Number(second) > 59)
    return new Undecodable("expected a date that exists");
  const offset = zoneMinutes(zone);
  if (offset === undefined) return new Undecodable("expected a zone within 24 hours");
  const milliseconds = Number(`0.${fraction}`) * 1000;
  return new Date(
    date.getTime() +
      ((Number(hour) * 60 + Number(minute) - offset) * 60 + Number(second)) * 1000 +
      Math.trunc(milliseconds),
  );
}

function zoneMinutes(zone = "Z"): number | undefined {
  if (zone.toUpperCase() === "Z") return 0;
  const [hours, minutes] = [Number(zone.slice(1, 3)), Number(zone.slice(-2))];
  return hours > 23 || minutes > 59 ? undefined : (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** The text itself, or the number, boolean or bigint that it spells. What is none of the values is zod's to refuse. */
export function decodeChoice(values: readonly Literal[], text: string): unknown {
  if (values.includes(text)) return text;
  const spelled = [decodeNumber(text), decodeBoolean(text), text.trim() === "null" ? null : undefined];
  const found = spelled.find((reading) => reading !== undefined && values.includes(reading));
  if (found !== undefined) return found;
  return values.find((value) => typeof value === "bigint" && String(value) === text.trim()) ?? text;
}
