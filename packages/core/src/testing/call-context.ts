import type { CallContext } from "../contract/store.ts";

/** Of a first call, which has ten seconds. */
export function callContext(signal: AbortSignal = new AbortController().signal): CallContext {
  return { signal, deadlineMs: Date.now() + 10_000, attempt: 1 };
}
