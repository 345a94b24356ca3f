import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { fakeClock } from "./fake-clock.ts";

test("stands still until it is moved", async () => {
  const clock = fakeClock(1_000);
  expect(clock.now()).toBe(1_000);
  await clock.advance(0);
  expect(clock.now()).toBe(1_000);
  await clock.advance(250);
  expect(clock.now()).toBe(1_250);
});

test("begins at a date that never changes", () => {
  expect(new Date(fakeClock().now()).toISOString()).toBe("2026-01-01T00:00:00.000Z");
});

describe("a sleeper", () => {
  test("wakes when it is due, and not before", async () => {
    const [clock, log] = [fakeClock(), [] as string[]];
    void clock.sleep(100).then(() => log.push("awake"));
    await clock.advance(99);
    expect(log).toEqual([]);
    await clock.advance(1);
    expect(log).toEqual(["awake"]);
    await clock.advance(1_000);
    expect(log).toEqual(["awake"]);
  });

  test("wakes in the order of the times, those of one time in their own", async () => {
    const [clock, log] = [fakeClock(), [] as number[]];
    for (const ms of [30, 10, 20, 10.5, 10]) void clock.sleep(ms).then(() => log.push(ms));
    await clock.advance(30);
    expect(log).toEqual([10, 10, 10.5, 20, 30]);
  });

  test("sees the time at which it was due", async () => {
    const [clock, seen] = [fakeClock(0), [] as number[]];
    for (const ms of [10, 40]) void clock.sleep(ms).then(() => seen.push(clock.now()));
    await clock.advance(100);
    expect(seen).toEqual([10, 40]);
    expect(clock.now()).toBe(100);
  });

  test("may sleep again, within one advance", async () => {
    const [clock, seen] = [fakeClock(0), [] as number[]];
    const work = async () => {
      for (let round = 0; round < 5; round++) {
        await clock.sleep(10);
        seen.push(clock.now());
      }
    };
    const done = work();
    await clock.advance(35);
    expect(seen).toEqual([10, 20, 30]);
    await clock.advance(15);
    await done;
    expect(seen).toEqual([10, 20, 30, 40, 50]);
  });

  test("of no time wakes at the next move", async () => {
    const [clock, log] = [fakeClock(), [] as string[]];
    void clock.sleep(0).then(() => log.push("awake"));
    await Promise.resolve();
    expect(log).toEqual([]);
    await clock.advance(0);
    expect(log).toEqual(["awake"]);
  });
});

describe("a sleeper's signal", () => {
  test("ends the sleep with its reason", async () => {
    const [clock, controller, reason] = [fakeClock(), new AbortController(), new Error("no more")];
    const sleeping = clock.sleep(100, controller.signal);
    controller.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
    await clock.advance(1_000); // what is gone is not woken
  });

  test("that is aborted already lets nobody fall asleep", async () => {
    const reason = new Error("no more");
    await expect(fakeClock().sleep(100, AbortSignal.abort(reason))).rejects.toBe(reason);
  });

  test("means nothing to who has slept enough", async () => {
    const [clock, controller] = [fakeClock(), new AbortController()];
    const sleeping = clock.sleep(10, controller.signal);
    await clock.advance(10);
    controller.abort();
    await expect(sleeping).resolves.toBeUndefined();
  });
});

test("however the time is cut, sleepers wake in order and at their time", async () => {
  const sleeps = fc.array(fc.integer({ min: 0, max: 50 }), { maxLength: 12 });
  const steps = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(sleeps, steps, async (times, moves) => {
      const [clock, woken] = [fakeClock(0), [] as [ms: number, at: number][]];
      for (const ms of times) void clock.sleep(ms).then(() => woken.push([ms, clock.now()]));
      for (const ms of moves) await clock.advance(ms);
      const due = times.filter((ms) => moves.length > 0 && ms <= clock.now());
      expect(woken).toEqual(due.toSorted((a, b) => a - b).map((ms) => [ms, ms]));
    }),
  );
});
