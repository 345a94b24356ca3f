import type { ProcessHost } from "./process-host.ts";

/** All that a command may know of the world outside: nothing global is read, so that a test can hand in all of it. */
export interface Terminal {
  /** What follows `confide` on the command line. */
  readonly argv: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: Input;
  readonly stdout: Output;
  readonly stderr: Output;
  /** Whether a coding agent started the program. */
  detectAgent(): Promise<boolean>;
  /** `import()`; a test hands in the one of Node in place of its runner's. */
  importModule(url: string): Promise<unknown>;
  /** How long an import may take. */
  readonly importMs: number;
  /** The process itself, for a command that runs a program in its place. */
  host(): Promise<ProcessHost>;
  /** Makes a folder the working folder, as a definition's relative paths start there. */
  enterFolder(folder: string): void;
}

export interface Input {
  readonly isTTY: boolean;
  /** The next line without its end; `undefined` at the end of the input. */
  readLine(): Promise<string | undefined>;
  /** Prompts, once nothing is shown any more of what is typed, and takes that up to the line's end. */
  readHidden(prompt: string): Promise<HiddenInput>;
  /** All of it, to its end. */
  readAll(): Promise<Uint8Array>;
}

/** `several`: more than one line came at once, as a paste does. */
export type HiddenInput =
  | { readonly text: string; readonly failure?: never }
  | { readonly failure: "cancelled" | "several"; readonly text?: never };

export interface Output {
  readonly isTTY: boolean;
  /** Of a terminal, how wide it is. */
  readonly columns: number | undefined;
  write(content: string | Uint8Array): void;
}

/** Who reads the output. */
export type ReaderName = "person" | "program" | "agent";
