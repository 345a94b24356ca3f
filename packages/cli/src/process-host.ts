import type { Readable } from "node:stream";

/** The signals that are handed on to a program. */
export type HandedSignal = "SIGTERM" | "SIGINT" | "SIGHUP" | "SIGQUIT" | "SIGWINCH" | "SIGUSR2";

/** What a command needs of its process to run a program in its place. */
export interface ProcessHost {
  readonly pid: number;
  /** As process 1, it starts again below a shell that waits for processes which others leave behind; then it doesn't return. */
  readonly goUnderReaper: () => void;
  /** For bytes: whatever prints, these are the process's own outputs. */
  readonly outputs: Readonly<Record<OutputName, HostOutput>>;
  /** Whether stdin is a terminal; to look at `input` opens it. */
  readonly hasTerminalInput: boolean;
  readonly input: () => Readable;
  /** Hands keys on as they come, and shows what is written as it is. @returns What undoes it. */
  readonly makeTerminalRaw: () => () => void;
  /** @returns What takes the listener away. */
  readonly onSignal: (signal: HandedSignal, listener: () => void) => () => void;
  /** @param pid A process, or a group as a negative number. One that has ended is no error. */
  readonly kill: (pid: number, signal: NodeJS.Signals) => void;
  /** The listener is called when this process ends, by whatever way. */
  readonly onExit: (listener: () => void) => () => void;
}

export type OutputName = "stdout" | "stderr";

export interface HostOutput {
  readonly isTTY: boolean;
  readonly size: () => { readonly columns: number; readonly rows: number };
  readonly onResize: (listener: () => void) => () => void;
  /** Resolves once it was taken; rejects where nobody reads any more. */
  readonly write: (chunk: string | Uint8Array) => Promise<void>;
}
