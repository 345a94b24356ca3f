import type { Problem } from "../model/problem.ts";
import { formatProblems } from "./format-problems.ts";

/**
 * Everything that is wrong with a configuration, in one error that holds no value.
 *
 * @example
 * ```ts
 * import { ConfigError, loadConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * try {
 *   await loadConfig({ schema: z.object({ port: z.number() }) });
 * } catch (error) {
 *   if (error instanceof ConfigError) console.error(error.problems.map(({ message }) => message));
 * }
 * ```
 */
export class ConfigError extends Error {
  readonly #problems: readonly Problem[];

  constructor(problems: readonly Problem[], headline = "Configuration is not valid") {
    super(`${headline}: ${count(problems.length)}\n\n${formatProblems(problems)}\n`);
    this.#problems = Object.freeze([...problems]);
  }

  // On the prototype: Node prints an error's own properties below its stack, and would say everything twice.
  get problems(): readonly Problem[] {
    return this.#problems;
  }

  override get name(): string {
    return "ConfigError";
  }

  toJSON(): { name: string; message: string; problems: readonly Problem[] } {
    return { name: this.name, message: this.message, problems: this.#problems };
  }
}

/**
 * For an error that is made in the same line. Above an uncaught error Node prints the line that made it, unless the line holds
 * these words. In a minified bundle that line can have 300 kB, and a pipe loses what is printed after it. The error keeps the
 * words, so that no minifier removes them.
 */
export function withoutSourceLine(error: ConfigError, words: "node-do-not-add-exception-line"): ConfigError {
  return Object.defineProperty(error, words, { value: true });
}

function count(problems: number): string {
  return problems === 1 ? "1 problem" : `${problems} problems`;
}
