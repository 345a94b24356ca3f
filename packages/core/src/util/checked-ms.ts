import { misuse } from "./misuse.ts";

/** @throws RangeError for what is no time: a timer would take it for no time at all. */
export function checkedMs(option: string, ms: number): number {
  if (typeof ms === "number" && ms > 0) return ms;
  throw misuse(`${option} must be a number of milliseconds above 0`, RangeError);
}
