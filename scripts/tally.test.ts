import { expect, test } from "vitest";

import { tally } from "./tally.ts";

const report = { numPassedTests: 3, numFailedTests: 0, success: true };

test("sums what passed and what failed over all reports", () => {
  const other = { numPassedTests: 4, numFailedTests: 2, success: false };
  expect(tally([report, other])).toEqual({ passed: 7, failed: 2 });
});

test("counts a file that could not be loaded as a failure", () => {
  const testResults = [
    { status: "failed", assertionResults: [] },
    { status: "failed", assertionResults: [{ status: "failed" }] },
    { status: "passed", assertionResults: [{ status: "passed" }] },
  ];
  expect(tally([{ ...report, numFailedTests: 1, success: false, testResults }])).toEqual({
    passed: 3,
    failed: 2,
  });
});

test("counts a run that failed for no test's sake as a failure", () => {
  expect(tally([{ ...report, success: false }])).toEqual({ passed: 3, failed: 1 });
});

test("no report at all is nothing passed", () => {
  expect(tally([])).toEqual({ passed: 0, failed: 0 });
});
