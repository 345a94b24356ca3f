import { inspect } from "node:util";

import { ownTime } from "./own-time.ts";

/** What a contract says when it is broken. No message repeats a value: a store under test may hold real ones. */
export function check(condition: boolean, message: string): asserts condition {
  if (!condition) throw new Error(message);
}

export function equal(actual: unknown, expected: unknown, what: string): void {
  check(actual === expected, `${what} is not what the contract says`);
}

/** Fails when the work takes longer, by its own doing: see `ownTime`. */
export async function takesAtMost<T>(ms: number, what: string, work: () => Promise<T>): Promise<T> {
  const { result, tookMs } = await ownTime(work);
  check(tookMs <= ms, `after ${what} it took ${Math.round(tookMs)} ms, not ${ms}`);
  return result;
}

/** An error in every form that could show a value. */
export function printed(error: Error): string {
  const forms = [
    error.message,
    error.stack,
    JSON.stringify(error),
    inspect(error, { depth: 10, showHidden: true, getters: true }),
  ];
  return [
    ...forms,
    error.cause instanceof Error ? printed(error.cause) : inspect(error.cause, { depth: 10 }),
  ].join("\n");
}

/** What a call rejects with; `undefined` if it doesn't. */
export async function rejectionOf(call: Promise<unknown>): Promise<unknown> {
  return call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
}
