import type { RunningProgram } from "./running-program.ts";

/** How long a program has to end by itself after a TERM. */
export const GRACE_MS = 10_000;

/** Kills a program that a TERM, which it has got already, didn't end in time. */
export function killAfter({ ended, signal }: RunningProgram, graceMs: number): void {
  const timer = setTimeout(() => signal("SIGKILL"), graceMs);
  const clear = () => clearTimeout(timer);
  ended.then(clear, clear);
}

/** TERM, and KILL where that isn't enough. */
export async function stopProgram(program: RunningProgram, graceMs: number): Promise<number> {
  program.signal("SIGTERM");
  killAfter(program, graceMs);
  return program.ended;
}
