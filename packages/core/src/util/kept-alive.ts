import { LONGEST_TIMER_MS } from "./abort.ts";

/**
 * Waits for work whose own timers keep no process alive. Node ends a process that has nothing else to do, also in the
 * middle of an `await`.
 */
export async function keptAlive<T>(work: Promise<T>): Promise<T> {
  const timer = setInterval(() => undefined, LONGEST_TIMER_MS);
  try {
    return await work;
  } finally {
    clearInterval(timer);
  }
}
