import type { Redaction } from "./flow.ts";

/** A program that was started. */
export interface RunningProgram {
  /** Resolves with its exit code, once it has ended and what it wrote has been written. */
  readonly ended: Promise<number>;
  /** Sends a signal to its group; in a terminal's foreground, where the group is confide's own, to itself. */
  readonly signal: (signal: NodeJS.Signals) => void;
}

/** What to start, and where its output goes. */
export interface ProgramStart {
  /** As it was called: what it finds as its own name. */
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** A group and a session of its own: signals are handed on to all of it. */
  readonly hasOwnGroup: boolean;
  /** Makes what one output goes through. `undefined`: there is nothing to take out. */
  readonly redaction: (() => Redaction) | undefined;
}
