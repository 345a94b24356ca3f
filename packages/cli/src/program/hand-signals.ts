import type { HandedSignal, ProcessHost } from "../process-host.ts";
import type { Foreground } from "./foreground.ts";

const HANDED: readonly HandedSignal[] = ["SIGTERM", "SIGINT", "SIGHUP", "SIGQUIT", "SIGWINCH", "SIGUSR2"];

/**
 * - `own`: a session of its own, without a terminal.
 * - `shared`: confide's group, in the foreground of a terminal.
 * - `terminal`: a session of its own, in a pseudo-terminal.
 */
export type ProgramGroup = "own" | "shared" | "terminal";

/** Signals that a program gets without confide: a terminal signals its whole foreground group. */
export function comingByThemselves(group: ProgramGroup, { isLeader }: Foreground): readonly HandedSignal[] {
  if (group === "own") return [];
  if (group === "terminal") return ["SIGWINCH"];
  // A terminal that is closed signals only the leader of its session. That is a shell, which signals its jobs; or confide.
  return ["SIGINT", "SIGQUIT", "SIGWINCH", ...(isLeader ? [] : (["SIGHUP"] as const))];
}

/**
 * Hands the signals that confide gets on to a program, each once. Confide itself goes on until the program has ended.
 *
 * @returns What ends it.
 */
export function handSignals(
  hand: (signal: HandedSignal) => void,
  byThemselves: readonly HandedSignal[],
  host: Pick<ProcessHost, "onSignal">,
): () => void {
  const offs = HANDED.map((signal) =>
    host.onSignal(signal, () => {
      if (!byThemselves.includes(signal)) hand(signal);
    }),
  );
  return () => {
    for (const off of offs) off();
  };
}
