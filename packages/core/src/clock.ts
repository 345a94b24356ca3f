/** Time as confide reads it. Pass a fake one in tests; left out, it is the machine's. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

/** What a timer can hold; one for longer goes off at once. */
const LONGEST_MS = 2 ** 31 - 1;

/** The machine's. A sleep keeps the process alive: what waits is not over. */
export const machineClock: Clock = { now: () => Date.now(), sleep: async (ms, signal) => sleep(ms, signal) };

/** The machine's, for work in the background: a sleep keeps no process alive. */
export const backgroundClock: Clock = {
  now: () => Date.now(),
  sleep: async (ms, signal) =>
    sleep(ms, signal, (timer) => {
      // An edge runtime's timer is a number.
      if (typeof timer === "object") timer.unref();
    }),
};

function sleep(ms: number, signal?: AbortSignal, onTimer?: (timer: Timer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
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
    onTimer?.(timer);
    signal?.addEventListener("abort", abort, { once: true });
  });
}

type Timer = ReturnType<typeof setTimeout>;
