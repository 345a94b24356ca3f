import { expect, test } from "vitest";

import { retryAfterMs } from "./retry-after.ts";

test.each([
  ["120", 120_000],
  ["0", 0],
  [null, undefined],
  [undefined, undefined],
  ["", undefined],
  ["soon", undefined],
  ["-1", 0],
  ["Thu, 01 Jan 1970 00:00:00 GMT", 0],
])("Retry-After: %j is %j ms", (header, ms) => {
  expect(retryAfterMs(header)).toBe(ms);
});

test("a date is the time until then", () => {
  const ms = retryAfterMs(new Date(Date.now() + 60_000).toUTCString());
  expect(ms).toBeGreaterThan(55_000);
  expect(ms).toBeLessThanOrEqual(60_000);
});
