import { knownOptions } from "@confide/core/adapter";

import type { Redactor } from "../redactor.ts";

type Listener = (error: unknown) => void;

/** A part of `process`. */
interface Crashing {
  readonly on: (event: "uncaughtException", listener: Listener) => unknown;
  readonly off: (event: "uncaughtException", listener: Listener) => unknown;
  readonly listenerCount: (event: "uncaughtException") => number;
  readonly exit: (code: number) => void;
}

export interface RedactUncaughtOptions {
  /** @default the global process */
  readonly process?: Crashing | undefined;
  /**
   * Writes the report. A crashing process doesn't wait for a stream.
   *
   * @default a synchronous write to file descriptor 2
   */
  readonly write?: ((text: string) => void) | undefined;
}

/**
 * Prints what nobody caught, rejections too, without values, and ends the process with 1 as Node does. Node prints a
 * fatal error past `process.stderr.write`, so that no patch of that one sees it.
 *
 * @returns What undoes it.
 *
 * @example
 * ```ts fails
 * import { Secret } from "@confide/core";
 * import { redactor, redactUncaught } from "@confide/redact";
 *
 * redactUncaught(redactor([new Secret("not-a-real-token", "token")]));
 * void Promise.reject(new Error("Bearer not-a-real-token"));
 * ```
 *
 * ```text output
 * Uncaught:
 * Error: Bearer [secret token]
 * …
 * ```
 */
export function redactUncaught(redactor: Redactor, given?: RedactUncaughtOptions): () => void {
  const names = { process: true, write: true } as const;
  const options: RedactUncaughtOptions = knownOptions("redactUncaught()", given, names);
  const { process: crashing = process, write = writeToStderr } = options;
  const listener: Listener = (error) => {
    write(`Uncaught:\n${printedError(redactor, error)}\n\nNode.js ${process.version}\n`);
    // Others that listen have decided that the process goes on, or end it themselves.
    if (crashing.listenerCount("uncaughtException") === 1) crashing.exit(1);
  };
  crashing.on("uncaughtException", listener);
  return () => {
    crashing.off("uncaughtException", listener);
  };
}

function printedError({ redact, redactError }: Redactor, error: unknown): string {
  const { inspect } = process.getBuiltinModule("node:util");
  const copy = redactError(error);
  return redact(typeof copy === "string" ? copy : inspect(copy));
}

function writeToStderr(text: string): void {
  const { writeSync } = process.getBuiltinModule("node:fs");
  const bytes = Buffer.from(text);
  for (let at = 0, tries = 0; at < bytes.length && tries < MOST_TRIES; tries++) {
    try {
      at += writeSync(2, bytes, at);
    } catch (error) {
      // A pipe that is full for the moment; anything else can be reported nowhere.
      if (Reflect.get(Object(error), "code") !== "EAGAIN") return;
    }
  }
}

const MOST_TRIES = 100_000;
