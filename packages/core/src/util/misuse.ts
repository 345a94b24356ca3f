/** Those that `misuse` has made. */
const madeHere = new WeakSet<object>();

/**
 * An error for what a caller wrote in code and can't have meant. Its message names options and never holds a value, so that
 * it may be shown where a foreign error's may not.
 *
 * @example
 * ```ts
 * import { misuse } from "@confide/core/adapter";
 *
 * function etcd({ ttlMs = 60_000 } = {}) {
 *   if (!(ttlMs >= 0)) throw misuse("ttlMs must be a number of milliseconds, 0 or more", RangeError);
 * }
 * ```
 */
export function misuse(message: string, ErrorClass: ErrorConstructor = TypeError): Error {
  const error = new ErrorClass(message);
  // The place that a person is shown is where it is thrown.
  Error.captureStackTrace?.(error, misuse);
  madeHere.add(error);
  return error;
}

/**
 * Whether `misuse` made it.
 *
 * @example
 * ```ts
 * import { dotenv } from "@confide/core";
 * import { isMisuse } from "@confide/core/adapter";
 *
 * try {
 *   dotenv({ mode: "not a mode" });
 * } catch (error) {
 *   console.log(isMisuse(error)); // true
 * }
 * ```
 */
export function isMisuse(value: unknown): value is Error {
  return typeof value === "object" && value !== null && madeHere.has(value);
}
