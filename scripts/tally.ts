// What .ci/run ends with: each failure, and the true totals of everything that ran as one plain line.
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

import { cache, root } from "./workspace.ts";

/** What is read of a report of vitest's JSON reporter. The checks leave one of the same form. */
export interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
  readonly testResults?: readonly FileResult[];
}

interface FileResult {
  readonly name: string;
  readonly status: string;
  /** Why it could not be loaded. */
  readonly message?: string;
  readonly assertionResults: readonly TestResult[];
}

interface TestResult {
  readonly status: string;
  readonly fullName: string;
  readonly failureMessages?: readonly string[] | null;
}

export interface Totals {
  readonly passed: number;
  readonly failed: number;
}

const folder = join(cache, "reports");

export function reportPath(name: string): string {
  return join(folder, `${name}.json`);
}

export function writeReport(name: string, report: Report): void {
  mkdirSync(dirname(reportPath(name)), { recursive: true });
  writeFileSync(reportPath(name), JSON.stringify(report));
}

export function tally(reports: readonly Report[]): Totals {
  return reports
    .map(totalsOf)
    .reduce((sum, one) => ({ passed: sum.passed + one.passed, failed: sum.failed + one.failed }), {
      passed: 0,
      failed: 0,
    });
}

/** A file that could not even be loaded holds no failed test, and a stray rejection none either: both are failures. */
function totalsOf({ numPassedTests, numFailedTests, success, testResults = [] }: Report): Totals {
  const broken = testResults.filter(
    ({ status, assertionResults }) =>
      status === "failed" && !assertionResults.some((assertion) => assertion.status === "failed"),
  );
  const failed = numFailedTests + broken.length;
  return { passed: numPassedTests, failed: success ? failed : Math.max(failed, 1) };
}

/** A line for each thing that failed: where, what, and the beginning of why. */
export function failuresIn({ success, testResults = [] }: Report): readonly string[] {
  const lines = testResults.flatMap(({ name, status, message = "", assertionResults }) => {
    const failed = assertionResults.filter((each) => each.status === "failed");
    if (status === "failed" && failed.length === 0)
      return [failureLine(name, "could not be loaded", message)];
    return failed.map(({ fullName, failureMessages }) =>
      failureLine(name, fullName, failureMessages?.[0] ?? ""),
    );
  });
  return success || lines.length > 0 ? lines : ["✗ the run failed, and no test in it"];
}

function failureLine(file: string, what: string, why: string): string {
  const [first = ""] = why.trim().split("\n");
  return `✗ ${relative(root, file)} > ${what}: ${first.slice(0, 300)}`;
}

if (import.meta.main) {
  const paths = globSync("*.json", { cwd: folder }).map((name) => join(folder, name));
  const reports = paths.map((path) => JSON.parse(readFileSync(path, "utf8")) as Report);
  for (const line of reports.flatMap(failuresIn)) console.log(line);
  const { passed, failed } = tally(reports);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
