import type { HandedSignal, ProcessHost } from "../process-host.ts";
import { handSignals } from "./hand-signals.ts";
import type { RunningProgram } from "./running-program.ts";
import { GRACE_MS, killAfter, stopProgram } from "./stop-program.ts";

export type StartProgram = () => RunningProgram;

interface SuperviseOptions {
  readonly host: Pick<ProcessHost, "onSignal" | "onExit">;
  /** Signals that the program gets without confide. */
  readonly byThemselves: readonly HandedSignal[];
  /** Resolves when the program has to make room for another, with what prepares that one once there is room. */
  readonly nextStart?: (() => Promise<() => Promise<StartProgram>>) | undefined;
  readonly graceMs?: number;
}

/**
 * Stays with a program until it ends: hands signals on, and kills it where confide was told to stop and it doesn't.
 *
 * @returns The exit code of the last program. That of one that made room is nobody's.
 */
export async function supervise(
  start: StartProgram,
  { host, byThemselves, nextStart, graceMs = GRACE_MS }: SuperviseOptions,
): Promise<number> {
  let [program, isTold] = [start(), false];
  const off = handSignals(
    (signal) => {
      program.signal(signal);
      if (signal === "SIGTERM" && !isTold) killAfter(program, graceMs);
      isTold ||= signal === "SIGTERM";
    },
    byThemselves,
    host,
  );
  // Whatever ends confide, the program doesn't outlive it.
  const offExit = host.onExit(() => program.signal("SIGTERM"));
  try {
    for (;;) {
      const next = await Promise.race([program.ended, ...(nextStart ? [nextStart()] : [])]);
      if (typeof next === "number") return next;
      const code = await stopProgram(program, graceMs);
      const startNext = isTold ? undefined : await next();
      if (isTold || startNext === undefined) return code;
      program = startNext();
    }
  } finally {
    off();
    offExit();
  }
}
