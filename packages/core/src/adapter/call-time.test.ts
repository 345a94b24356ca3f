import { expect, test } from "vitest";

import { endReason } from "../util/end-reason.ts";
import { remainingMs, untilDeadline } from "./call-time.ts";

test.each([
  [-1_000, 1, 1],
  [60_000, 59_000, 60_000],
  [1e13, 2 ** 31 - 1, 2 ** 31 - 1],
])("with %i ms to the deadline, a client is given between %i and %i", (leftMs, least, most) => {
  const given = remainingMs({ deadlineMs: Date.now() + leftMs });
  expect(given).toBeGreaterThanOrEqual(least);
  expect(given).toBeLessThanOrEqual(most);
});

test("no deadline at all is what a timer can hold", () => {
  expect(remainingMs({ deadlineMs: Infinity })).toBe(2 ** 31 - 1);
});

test("the deadline ends a call as a timeout, the caller as aborted", async () => {
  const controller = new AbortController();
  const byCaller = untilDeadline({ signal: controller.signal, deadlineMs: Date.now() + 60_000 });
  expect(endReason({ signal: byCaller })).toBeUndefined();
  controller.abort();
  expect(endReason({ signal: byCaller })).toBe("aborted");
  const byTime = untilDeadline({ signal: new AbortController().signal, deadlineMs: Date.now() - 1 });
  await new Promise((resolve) => byTime.addEventListener("abort", resolve));
  expect(endReason({ signal: byTime })).toBe("timeout");
});
