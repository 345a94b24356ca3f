/**
 * A store's time, for its `now`: what its answers say, counted on by this machine's monotonic timer, which nobody sets.
 *
 * @param timerMs
 * @default performance.now
 *
 * @example
 * ```ts
 * import { storeClock } from "@confide/core/adapter";
 *
 * const clock = storeClock();
 * console.log(clock.now()); // undefined
 * clock.saw("Thu, 01 Jan 2026 00:00:00 GMT"); // the header `Date` of an answer
 * const now = clock.now(); // 1_767_225_600_000 or a little more
 * ```
 */
export function storeClock(timerMs: () => number = () => performance.now()): StoreClock {
  let aheadMs: number | undefined;
  return {
    saw(date) {
      const toldMs = Date.parse(date ?? "");
      if (!Number.isNaN(toldMs)) aheadMs = toldMs - timerMs();
    },
    now: () => (aheadMs === undefined ? undefined : Math.floor(aheadMs + timerMs())),
  };
}

export interface StoreClock {
  /** The header `Date` of an answer of the store's own. One that is missing, or is no date, changes nothing. */
  saw(date: string | null | undefined): void;
  /** In epoch milliseconds; `undefined` until an answer has told it. */
  readonly now: () => number | undefined;
}
