import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { tokenBucket } from "./token-bucket.ts";

function world(startMs?: number) {
  const clock = fakeClock(startMs);
  return { clock, bucket: tokenBucket({ clock, capacity: 3, refillMs: 1_000 }) };
}

const takenFrom = ({ bucket }: ReturnType<typeof world>, tries: number) =>
  Array.from({ length: tries }, () => bucket.take());

test("lets as many through as it holds, and then one after each interval", async () => {
  const at = world();
  expect(takenFrom(at, 5)).toEqual([true, true, true, false, false]);
  await at.clock.advance(999);
  expect(takenFrom(at, 1)).toEqual([false]);
  await at.clock.advance(1);
  expect(takenFrom(at, 2)).toEqual([true, false]);
});

test("says how long until there is one", async () => {
  const at = world();
  expect(at.bucket.waitMs()).toBe(0);
  takenFrom(at, 2);
  expect(at.bucket.waitMs()).toBe(0);
  takenFrom(at, 1);
  expect(at.bucket.waitMs()).toBe(1_000);
  await at.clock.advance(400);
  expect(at.bucket.waitMs()).toBe(600);
  await at.clock.advance(600);
  expect(at.bucket.waitMs()).toBe(0);
});

test("a part of an interval isn't lost, and it never holds more than at first", async () => {
  const at = world();
  takenFrom(at, 3);
  await at.clock.advance(1_700);
  expect(takenFrom(at, 2)).toEqual([true, false]);
  await at.clock.advance(300);
  expect(takenFrom(at, 2)).toEqual([true, false]);
  await at.clock.advance(60_000);
  expect(takenFrom(at, 4)).toEqual([true, true, true, false]);
});

test("while it is full no time is saved up", async () => {
  const at = world();
  await at.clock.advance(999);
  takenFrom(at, 3);
  await at.clock.advance(1);
  expect(takenFrom(at, 1)).toEqual([false]);
});

test("a clock that is set back makes nobody wait for longer than an interval", () => {
  let nowMs = 1_000_000;
  const bucket = tokenBucket({ clock: { now: () => nowMs }, capacity: 1, refillMs: 1_000 });
  expect(bucket.take()).toBe(true);
  nowMs = 5_000;
  expect([bucket.take(), bucket.waitMs()]).toEqual([false, 1_000]);
  nowMs = 6_000;
  expect(bucket.take()).toBe(true);
});
