import { constants } from "node:os";

/** How a program ended, as a shell says it: its exit code, or 128 and the number of the signal that ended it. */
export function exitCodeOf(code: number | null, signal: NodeJS.Signals | number | null | undefined): number {
  if (typeof signal === "number" && signal > 0) return 128 + signal;
  if (typeof signal === "string") return 128 + constants.signals[signal];
  return code ?? 1;
}
