import { expect, test } from "vitest";

import { storeClock } from "./store-clock.ts";

const DATE = "Thu, 01 Jan 2026 00:00:00 GMT";
const AT_MS = Date.UTC(2026, 0, 1);

test("knows no time before an answer has told it", () => {
  const clock = storeClock();
  expect(clock.now()).toBeUndefined();
  for (const nothing of [undefined, null, "", "yesterday"]) clock.saw(nothing);
  expect(clock.now()).toBeUndefined();
});

test("counts on from the last answer, in whole milliseconds", () => {
  let timerMs = 70.4;
  const clock = storeClock(() => timerMs);
  clock.saw(DATE);
  expect(clock.now()).toBe(AT_MS);
  timerMs += 2_500.9;
  expect(clock.now()).toBe(AT_MS + 2_500);
  clock.saw("Thu, 01 Jan 2026 00:00:01 GMT"); // it was set back meanwhile
  expect(clock.now()).toBe(AT_MS + 1_000);
});

test("keeps its time through an answer that tells none", () => {
  let timerMs = 0;
  const clock = storeClock(() => timerMs);
  clock.saw(DATE);
  timerMs = 1_000;
  clock.saw(undefined);
  expect(clock.now()).toBe(AT_MS + 1_000);
});
