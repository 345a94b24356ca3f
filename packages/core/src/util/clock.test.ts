import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { backgroundClock, machineClock } from "./clock.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

describe.each([
  ["the machine's", machineClock],
  ["the background's", backgroundClock],
])("%s clock", (_, clock) => {
  test("reads the machine's time", () => {
    vi.setSystemTime(5_000);
    expect(clock.now()).toBe(5_000);
  });

  test("sleeps as long as it should, without a signal too", async () => {
    let isOver = false;
    const slept = clock.sleep(1_000).then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(999);
    expect(isOver).toBe(false);
    await vi.advanceTimersByTimeAsync(1);
    await slept;
    expect(isOver).toBe(true);
  });

  test("wakes with the signal's reason, and leaves no timer", async () => {
    const [controller, reason] = [new AbortController(), new Error("enough")];
    const slept = clock.sleep(1_000, controller.signal);
    controller.abort(reason);
    await expect(slept).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("doesn't sleep under a signal that is aborted already", async () => {
    const reason = new Error("enough");
    await expect(clock.sleep(1_000, AbortSignal.abort(reason))).rejects.toBe(reason);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("listens no more once it is over", async () => {
    const { signal } = new AbortController();
    const stops = vi.spyOn(signal, "removeEventListener");
    const slept = clock.sleep(1_000, signal);
    await vi.advanceTimersByTimeAsync(1_000);
    await slept;
    expect(stops).toHaveBeenCalledTimes(1);
  });

  test("sleeps for longer than a timer can hold, as long as one can", async () => {
    let isOver = false;
    void clock.sleep(2 ** 40).then(() => (isOver = true));
    await vi.advanceTimersByTimeAsync(2 ** 31 - 2);
    expect(isOver).toBe(false);
  });
});

test("only a sleep in the background keeps no process alive", () => {
  vi.useRealTimers();
  const timers: NodeJS.Timeout[] = [];
  const { setTimeout: original } = globalThis;
  vi.stubGlobal("setTimeout", (...given: Parameters<typeof setTimeout>) => {
    const timer = original(...given);
    timers.push(timer);
    return timer;
  });
  const controller = new AbortController();
  try {
    for (const clock of [machineClock, backgroundClock])
      clock.sleep(60_000, controller.signal).catch(() => {});
    expect(timers.map((timer) => timer.hasRef())).toEqual([true, false]);
  } finally {
    controller.abort();
    vi.unstubAllGlobals();
  }
});
