// What .ci/run ends with: the true totals of everything that ran, as one plain line.
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

import { cache } from "./workspace.ts";

/** What is read of a report of vitest's JSON reporter. The checks leave one of the same form. */
export interface Report {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly success: boolean;
  readonly testResults?: readonly FileResult[];
}

interface FileResult {
  readonly status: string;
  readonly assertionResults: readonly { readonly status: string }[];
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

if (import.meta.main) {
  const paths = globSync("*.json", { cwd: folder }).map((name) => join(folder, name));
  const { passed, failed } = tally(paths.map((path) => JSON.parse(readFileSync(path, "utf8")) as Report));
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed > 0 || passed === 0 ? 1 : 0;
}
