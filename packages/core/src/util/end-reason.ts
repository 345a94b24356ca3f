import { tried } from "./tried.ts";

/**
 * Why an aborted signal ended a call: `timeout` where the time was over (the deadline has passed, or the signal is one of
 * `AbortSignal.timeout`), `aborted` where the caller gave up. `undefined` where the signal isn't aborted.
 *
 * @example
 * ```ts
 * import { endReason } from "@confide/core/adapter";
 *
 * console.log(endReason({ signal: AbortSignal.abort() })); // aborted
 * ```
 */
export function endReason({ signal, deadlineMs = Infinity }: Bounds): "timeout" | "aborted" | undefined {
  if (!signal.aborted) return undefined;
  const name = tried((): unknown => Reflect.get(Object(signal.reason) as object, "name"));
  return name === "TimeoutError" || Date.now() >= deadlineMs ? "timeout" : "aborted";
}

interface Bounds {
  readonly signal: AbortSignal;
  /** Epoch milliseconds. */
  readonly deadlineMs?: number | undefined;
}
