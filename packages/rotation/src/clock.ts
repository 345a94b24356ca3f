import type { Clock } from "@confide/core";

/** What a timer can hold; one for longer goes off at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's. Its sleeps keep the process alive: a rotation that waits is not over. */
export const machineClock: Clock = {
  now: () => Date.now(),
  sleep: (ms, signal) =>
    new Promise((resolve, reject) => {
      signal?.throwIfAborted();
      const abort = () => {
        clearTimeout(timer);
        reject(signal?.reason as Error);
      };
      const timer = setTimeout(
        () => {
          signal?.removeEventListener("abort", abort);
          resolve();
        },
        Math.min(ms, LONGEST_MS),
      );
      signal?.addEventListener("abort", abort, { once: true });
    }),
};
