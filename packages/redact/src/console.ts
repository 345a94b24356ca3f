import type { Redactor } from "./redactor.ts";

const METHODS = [
  "log", "info", "warn", "error", "debug", "trace", "dir", "dirxml", "table", "group", "groupCollapsed", "assert",
  "count", "countReset", "time", "timeEnd", "timeLog",
] as const; // prettier-ignore

type Method = (...values: unknown[]) => void;
/** A console has some of these, each with parameters of its own. */
export type ConsoleLike = { [name in (typeof METHODS)[number]]?: (...values: never[]) => void };

/**
 * Looks through whatever is given to the console, before it is formatted: a formatted object has its texts broken into
 * lines and shortened.
 *
 * @param target Left out, the global console.
 * @returns What undoes it.
 */
export function patchConsole(
  { redactObject }: Redactor,
  target: ConsoleLike = globalThis.console,
): () => void {
  const undos = METHODS.map((name) => {
    const original = target[name] as Method | undefined;
    if (original === undefined) return () => {};
    const patched: Method = (...values) => {
      original.apply(target, values.map(redactObject));
    };
    target[name] = patched;
    return () => {
      // What someone else has put over it is left alone.
      if (target[name] === patched) target[name] = original;
    };
  });
  return () => {
    for (const undo of undos) undo();
  };
}
