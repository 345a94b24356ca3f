import { join } from "node:path";

import { expect, test } from "vitest";

import { failuresIn, tally } from "./tally.ts";
import { root } from "./workspace.ts";

const failedTest = {
  status: "failed",
  fullName: "a group holds",
  failureMessages: ["AssertionError: expected 1 to be 2\n  at …"],
};
const report = { numPassedTests: 3, numFailedTests: 0, success: true };

test("sums what passed and what failed over all reports", () => {
  const other = { numPassedTests: 4, numFailedTests: 2, success: false };
  expect(tally([report, other])).toEqual({ passed: 7, failed: 2 });
});

test("counts a file that could not be loaded as a failure", () => {
  const testResults = [
    {
      name: join(root, "a.test.ts"),
      status: "failed",
      message: "no such module\n  at …",
      assertionResults: [],
    },
    { name: join(root, "b.test.ts"), status: "failed", assertionResults: [failedTest] },
    {
      name: join(root, "c.test.ts"),
      status: "passed",
      assertionResults: [{ status: "passed", fullName: "holds" }],
    },
  ];
  const failed = { ...report, numFailedTests: 1, success: false, testResults };
  expect(tally([failed])).toEqual({ passed: 3, failed: 2 });
  expect(failuresIn(failed)).toEqual([
    "✗ a.test.ts > could not be loaded: no such module",
    "✗ b.test.ts > a group holds: AssertionError: expected 1 to be 2",
  ]);
});

test("counts a run that failed for no test's sake as a failure", () => {
  expect(tally([{ ...report, success: false }])).toEqual({ passed: 3, failed: 1 });
  expect(failuresIn({ ...report, success: false })).toEqual(["✗ the run failed, and no test in it"]);
  expect(failuresIn(report)).toEqual([]);
});

test("no report at all is nothing passed", () => {
  expect(tally([])).toEqual({ passed: 0, failed: 0 });
});
