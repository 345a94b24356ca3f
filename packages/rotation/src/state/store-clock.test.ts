import type { SecretDescription } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { storeClock, storeClockOf } from "./store-clock.ts";

const SKEW_MS = 60_000;

function seen(...createdMs: (number | undefined)[]): SecretDescription {
  const versions = createdMs.map((ms, index) => ({
    version: String(index),
    state: "enabled" as const,
    labels: [],
    ...(ms !== undefined && { createdAt: new Date(ms) }),
  }));
  return { name: "key", versions, annotations: {} };
}

function world(askTime?: () => Promise<number>) {
  const clock = fakeClock();
  const time = storeClock({ clock, skewMs: SKEW_MS, askTime });
  const bounds = () => [time.earliestMs() - clock.now(), time.latestMs() - clock.now()];
  return { clock, time, bounds };
}

test("the store's time is within what clocks may differ, until something is known", async () => {
  const { clock, time, bounds } = world();
  expect(bounds()).toEqual([-SKEW_MS, SKEW_MS]);
  expect(time.earliestMs(5)).toBe(5 - SKEW_MS);
  await time.ask();
  time.saw(seen(undefined), clock.now(), clock.now());
  expect(bounds()).toEqual([-SKEW_MS, SKEW_MS]);
});

test("what was asked is known to the second", async () => {
  const { bounds, time } = world(async () => fakeClock().now() + 30_000);
  await time.ask();
  expect(bounds()).toEqual([30_000, 31_000]);
});

test("what takes long to answer is known less exactly", async () => {
  const clock = fakeClock();
  const askTime = async () => (await clock.advance(400), clock.now());
  const time = storeClock({ clock, skewMs: SKEW_MS, askTime });
  await time.ask();
  expect([time.earliestMs() - clock.now(), time.latestMs() - clock.now()]).toEqual([0, 1_400]);
});

test("a version that is seen was made before the answer", () => {
  const { clock, time, bounds } = world();
  const nowMs = clock.now();
  time.saw(seen(nowMs + 20_000), nowMs, nowMs);
  expect(bounds()).toEqual([20_000, SKEW_MS]);
});

test("one that wasn't there at the last look was made since", async () => {
  const { clock, time, bounds } = world();
  const startMs = clock.now();
  time.saw(seen(startMs - 10_000_000), startMs, startMs);
  await clock.advance(5_000);
  time.saw(seen(startMs - 10_000_000, startMs + 2_000), clock.now(), clock.now());
  expect(bounds()).toEqual([-3_000, 3_000]);
});

test("where two can't both be true, a clock was set, and what is newer wins", () => {
  const { clock, time, bounds } = world();
  const nowMs = clock.now();
  time.saw(seen(nowMs + 1_000_000), nowMs, nowMs);
  expect(bounds()).toEqual([1_000_000, 1_000_000 + 2 * SKEW_MS]);
});

test("who can't say the time fails with a name, not with its text", async () => {
  const { time } = world(async () => Promise.reject(new Error("quotes a value")));
  await expect(time.ask()).rejects.toThrow("could not say what time it is");
  await expect(time.ask()).rejects.not.toThrow("quotes");
});

test("what one call has learnt of a store, the next one of the same clock knows", () => {
  const [clock, store] = [fakeClock(), {}];
  const options = { clock, skewMs: SKEW_MS };
  const time = storeClockOf(store, options);
  expect(storeClockOf(store, options)).toBe(time);
  expect(storeClockOf({}, options)).not.toBe(time);
  expect(storeClockOf(store, { ...options, clock: fakeClock() })).not.toBe(time);
  const asked = { ...options, askTime: async () => 0 };
  expect(storeClockOf(store, asked)).not.toBe(storeClockOf(store, asked));
});

test("who allows less is told less: another caller's allowance is not theirs", () => {
  const [clock, store] = [fakeClock(), {}];
  const bounds = (skewMs: number) => {
    const { earliestMs, latestMs } = storeClockOf(store, { clock, skewMs }).range();
    return [earliestMs - clock.now(), latestMs - clock.now()];
  };
  expect([bounds(SKEW_MS), bounds(5), bounds(SKEW_MS)]).toEqual([
    [-SKEW_MS, SKEW_MS],
    [-5, 5],
    [-SKEW_MS, SKEW_MS],
  ]);
});

test("a store that tells its time is believed, to two seconds, once it has told it", () => {
  const clock = fakeClock();
  const told: { ms?: number } = {};
  const time = storeClockOf({ now: () => told.ms }, { clock, skewMs: SKEW_MS });
  expect(time.range()).toEqual({ earliestMs: clock.now() - SKEW_MS, latestMs: clock.now() + SKEW_MS });
  told.ms = 1_000_000;
  expect(time.range()).toEqual({ earliestMs: 1_000_000, latestMs: 1_002_000 });
  expect(time.earliestMs(5)).toBe(1_000_000);
});
