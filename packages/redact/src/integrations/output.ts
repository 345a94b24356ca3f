import { knownOptions } from "@confide/core/adapter";

import type { Redactor } from "../redactor.ts";
import { type Output, PatchedOutput } from "./patched-output.ts";

/** A part of `process`. */
interface Ending {
  readonly on: (event: "exit", listener: () => void) => unknown;
  readonly off: (event: "exit", listener: () => void) => unknown;
}

export interface RedactOutputOptions {
  /** @default the process's standard output and error output */
  readonly outputs?: readonly Output[] | undefined;
  /** Whose `exit` writes what is held back. @default the global process */
  readonly process?: Ending | undefined;
}

/**
 * Redacts whatever is written to the process's outputs. What may still become a match is held back until more is written,
 * the output or the process ends, or it is undone.
 *
 * @returns What undoes it.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { redactor, redactOutput } from "@confide/redact";
 *
 * const undo = redactOutput(redactor([new Secret("not-a-real-token", "token")]));
 * console.log("Bearer not-a-real-token"); // Bearer [secret token]
 * undo();
 * ```
 */
export function redactOutput(redactor: Redactor, given?: RedactOutputOptions): () => void {
  const names = { outputs: true, process: true } as const;
  const options: RedactOutputOptions = knownOptions("redactOutput()", given, names);
  const { outputs = [process.stdout, process.stderr], process: ending = process } = options;
  const patches = outputs.map((output) => new PatchedOutput(redactor, output));
  const flush = () => {
    for (const each of patches) each.flush();
  };
  ending.on("exit", flush);
  return () => {
    ending.off("exit", flush);
    flush();
    for (const each of patches) each.restore();
  };
}
