import type { CallContext } from "../contract/store.ts";
import { LONGEST_TIMER_MS } from "../util/abort.ts";

/** How long a call may still take, in milliseconds: 1 at least, since many clients read 0 as no limit. */
export function remainingMs({ deadlineMs }: Pick<CallContext, "deadlineMs">): number {
  return Math.min(Math.max(1, deadlineMs - Date.now()), LONGEST_TIMER_MS);
}

/** The caller's signal, which is also aborted by a `TimeoutError` at the deadline. */
export function untilDeadline(context: Pick<CallContext, "signal" | "deadlineMs">): AbortSignal {
  return AbortSignal.any([context.signal, AbortSignal.timeout(remainingMs(context))]);
}
