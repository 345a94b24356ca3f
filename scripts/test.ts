// `npm test`: the checks, then all fast tests. With arguments, which go to vitest, only the tests that those name.
// Two other suites take the first argument's place: `servers` and `long` (see vitest.config.ts).
import { existsSync, globSync, rmSync } from "node:fs";
import { join } from "node:path";

import { check } from "./check.ts";
import { reportPath, writeReport } from "./tally.ts";
import { root, run } from "./workspace.ts";

const [suite = "fast", ...chosen] = process.argv.slice(2);
// CI runs the tests under each supported Node, while the scripts keep to the workspace's own.
const node = process.env.TEST_NODE ?? process.execPath;
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

const checked = suite === "fast" && chosen.length === 0 ? await runChecks() : true;
const tested = suite === "servers" && !hasServerTests() ? sayNone() : await runTests();
process.exitCode = checked && tested ? 0 : 1;

async function runChecks(): Promise<boolean> {
  const verdicts = await check();
  const failed = verdicts.filter(({ passed }) => !passed).length;
  writeReport("checks", {
    numPassedTests: verdicts.length - failed,
    numFailedTests: failed,
    success: failed === 0,
    testResults: verdicts.map(({ name, passed, ending }) => {
      const status = passed ? "passed" : "failed";
      const result = { status, fullName: "the check", failureMessages: [ending] };
      return { name, status, assertionResults: [result] };
    }),
  });
  return failed === 0;
}

async function runTests(): Promise<boolean> {
  const mode = suite === "fast" ? [] : ["--mode", suite];
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${reportPath(suite)}`];
  // What a run before this one reported is no result of this one.
  rmSync(reportPath(suite), { force: true });
  const { code } = await run(node, [vitest, "run", ...mode, ...reporters, ...chosen], { show: true });
  if (!existsSync(reportPath(suite)))
    writeReport(suite, { numPassedTests: 0, numFailedTests: 0, success: code === 0 });
  return code === 0;
}

function hasServerTests(): boolean {
  const pattern = "{packages,examples,scripts,docs,bench}/**/*.servers.test.ts";
  return globSync(pattern, { cwd: root, exclude: ["**/node_modules"] }).length > 0;
}

function sayNone(): boolean {
  console.log("0 server tests");
  return true;
}
