import { readFileSync } from "node:fs";

import type { ProcessHost } from "../process-host.ts";

/** What a process is to its terminal, if it has one. */
export interface Foreground {
  /** The terminal's own signals (Ctrl-C) come to it, and to all of its group. */
  readonly isForeground: boolean;
  /** A closed terminal signals only the leader, and no shell signals the others. */
  readonly isLeader: boolean;
}

/** By what Linux says of the process; elsewhere a terminal as an input or output counts as its own. */
export function foregroundOf(
  { pid, outputs, hasTerminalInput }: Pick<ProcessHost, "pid" | "outputs" | "hasTerminalInput">,
  stat = statOf(pid),
): Foreground {
  // Behind the name, which may hold anything: state, parent, group, session, terminal, the terminal's foreground group.
  const [, , group, session, , foreground] = stat?.slice(stat.lastIndexOf(")") + 2).split(" ") ?? [];
  if (group === undefined) {
    const isForeground = outputs.stdout.isTTY || outputs.stderr.isTTY || hasTerminalInput;
    return { isForeground, isLeader: false };
  }
  return { isForeground: group === foreground, isLeader: session === String(pid) };
}

function statOf(pid: number): string | undefined {
  try {
    return readFileSync(`/proc/${pid}/stat`, "utf8");
  } catch {
    return undefined;
  }
}
