import { sleep } from "./abort.ts";

/** Time as confide reads it. Pass a fake one in tests; left out, it is the machine's. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Resolves after `ms`; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}

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
