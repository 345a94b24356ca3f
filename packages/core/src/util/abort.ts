/** What a timer can hold; one for longer goes off at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

type Timer = ReturnType<typeof setTimeout>;

/** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
export function sleep(ms: number, signal?: AbortSignal, onTimer?: (timer: Timer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const abort = () => {
      clearTimeout(timer);
      reject(signal?.reason as Error);
    };
    const end = () => {
      signal?.removeEventListener("abort", abort);
      resolve();
    };
    const timer = setTimeout(end, Math.max(0, Math.min(ms, LONGEST_TIMER_MS)));
    onTimer?.(timer);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

/**
 * What `work` returns; or, once the signal is aborted, what `otherwise` returns or throws. It doesn't wait for work that
 * ignores its signal.
 *
 * @example
 * ```ts
 * import { unlessAborted } from "@confide/core/adapter";
 *
 * const slow = () => new Promise<string>((resolve) => setTimeout(resolve, 60_000, "late"));
 * console.log(await unlessAborted(AbortSignal.timeout(10), slow, () => "given up")); // given up
 * ```
 */
export function unlessAborted<T>(
  signal: AbortSignal,
  work: () => Promise<T>,
  otherwise: (reason: unknown) => T,
): Promise<T> {
  return new Promise((resolve, reject) => {
    // In a promise of its own, which rejects where it throws.
    const end = () => resolve(new Promise((settle) => settle(otherwise(signal.reason))));
    if (signal.aborted) return end();
    signal.addEventListener("abort", end, { once: true });
    work()
      .then(resolve, reject)
      .finally(() => signal.removeEventListener("abort", end));
  });
}

export interface Limit {
  /** `Infinity` for none. */
  readonly ms: number;
  readonly signal?: AbortSignal | undefined;
  /** A timer of the machine that keeps the process alive, if left out. */
  readonly sleep?: ((ms: number, signal: AbortSignal) => Promise<void>) | undefined;
}

/** Gives `work` a signal that is aborted when the time is over, by a `TimeoutError`, or with the caller's. Waits for it. */
export async function limited<T>(limit: Limit, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { ms, signal } = limit;
  if (ms === Infinity && signal) return work(signal);
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort, { once: true });
  const clear = after(limit, () => controller.abort(new DOMException("The time is over", "TimeoutError")));
  try {
    return await work(controller.signal);
  } finally {
    clear();
    signal?.removeEventListener("abort", abort);
  }
}

/** Returns what stops the timer. */
function after({ ms, sleep: wait }: Limit, expire: () => void): () => void {
  if (ms === Infinity) return () => {};
  if (!wait) {
    const timer = setTimeout(expire, Math.max(0, Math.min(ms, LONGEST_TIMER_MS)));
    return () => clearTimeout(timer);
  }
  const over = new AbortController();
  wait(ms, over.signal).then(expire, () => undefined);
  // With a reason of its own: the usual one is an error with a stack, and nobody looks at it.
  return () => over.abort("over");
}

/**
 * Gives `work` a signal that is aborted when the time is over, by a `TimeoutError`, or with the caller's; then it waits no
 * longer, whatever the work does.
 *
 * @example
 * ```ts
 * import { within } from "@confide/core/adapter";
 *
 * const slow = () => new Promise<string>((resolve) => setTimeout(resolve, 60_000, "late").unref());
 * console.log(await within({ ms: 10 }, slow, () => "given up")); // given up
 * ```
 */
export function within<T>(
  limit: Limit,
  work: (signal: AbortSignal) => Promise<T>,
  otherwise: (reason: unknown) => T,
): Promise<T> {
  return limited(limit, (signal) => unlessAborted(signal, () => work(signal), otherwise));
}
