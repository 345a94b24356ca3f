import type { CallContext } from "../contract/store.ts";
import { LONGEST_TIMER_MS } from "../util/abort.ts";

/**
 * How long a call may still take, in milliseconds: 1 at least, since many clients read 0 as no limit.
 *
 * @example
 * ```ts
 * import { remainingMs } from "@confide/core/adapter";
 *
 * const timeout = remainingMs({ deadlineMs: Date.now() + 10_000 }); // 10_000 or a little less
 * ```
 */
export function remainingMs({ deadlineMs }: Pick<CallContext, "deadlineMs">): number {
  return Math.min(Math.max(1, deadlineMs - Date.now()), LONGEST_TIMER_MS);
}

/**
 * The caller's signal, which is also aborted by a `TimeoutError` at the deadline.
 *
 * @example
 * ```ts
 * import { type SecretStore, untilDeadline } from "@confide/core/adapter";
 *
 * const get: SecretStore["get"] = async ({ name }, context) => {
 *   const response = await fetch(`https://etcd.example/${name}`, { signal: untilDeadline(context) });
 *   throw new Error(`answered ${response.status}`);
 * };
 * ```
 */
export function untilDeadline(context: Pick<CallContext, "signal" | "deadlineMs">): AbortSignal {
  return AbortSignal.any([context.signal, AbortSignal.timeout(remainingMs(context))]);
}
