import { expect, test } from "vitest";

import { endReason } from "./end-reason.ts";

const timeout = new DOMException("The time is over", "TimeoutError");

test.each([
  ["aborted by its caller", AbortSignal.abort(), 60_000, "aborted"],
  ["aborted with a string", AbortSignal.abort("enough"), 60_000, "aborted"],
  ["aborted with null", AbortSignal.abort(null), 60_000, "aborted"],
  ["ended by a time", AbortSignal.abort(timeout), 60_000, "timeout"],
  ["aborted when its deadline had passed", AbortSignal.abort(), -1, "timeout"],
  ["running", new AbortController().signal, 60_000, undefined],
  ["running past its deadline", new AbortController().signal, -1, undefined],
])("a call that is %s", (_, signal, leftMs, expected) => {
  expect(endReason({ signal, deadlineMs: Date.now() + leftMs })).toBe(expected);
});
