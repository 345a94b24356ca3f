import { spawn } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";

import { cache, root } from "../workspace.ts";
import type { Mutant } from "./mutant.ts";
import { MUTANT_VARIABLE } from "./overlay.ts";

/** What tests said of a mutant. "slow" didn't end in its time: that is noticed too. */
export type Verdict =
  | { readonly outcome: "failed"; readonly by: string }
  | { readonly outcome: "slow" }
  | { readonly outcome: "passed" };

/** How long each test file took without a mutant, in milliseconds. */
export type Durations = ReadonlyMap<string, number>;

const folder = join(cache, "mutants", String(process.pid));
const vitest = join(root, "node_modules", "vitest", "vitest.mjs");

/** Runs the tests that are quick and near first, then all others. */
export async function tryMutant(
  mutant: Mutant,
  tests: readonly string[],
  durations: Durations,
  seed: number,
): Promise<Verdict> {
  for (const stage of stagesOf(tests, durations)) {
    const expectedMs = stage.reduce((sum, test) => sum + (durations.get(test) ?? 0), 0);
    const verdict = await runTests(stage, { mutant, seed, limitMs: 30_000 + 5 * expectedMs });
    if (verdict.outcome !== "passed") return verdict;
  }
  return { outcome: "passed" };
}

const QUICK_MS = 2_000;

/** The first stage is what takes two seconds in all, the nearest first. */
export function stagesOf(tests: readonly string[], durations: Durations): readonly (readonly string[])[] {
  let left = QUICK_MS;
  const quick = tests.filter((test) => {
    const takes = durations.get(test) ?? 0;
    if (takes > left) return false;
    left -= takes;
    return true;
  });
  return [quick, tests.filter((test) => !quick.includes(test))].filter((stage) => stage.length > 0);
}

/** How long each of the tests takes, all of which have to pass. */
export async function measure(tests: readonly string[], seed: number): Promise<Durations> {
  const verdict = await runTests(tests, { seed, limitMs: 900_000 });
  if (verdict.outcome !== "passed")
    throw new Error(
      `Without any mutant ${"by" in verdict ? `${verdict.by} fails` : "the tests are too slow"}`,
    );
  const { testResults = [] } = report() ?? {};
  return new Map(
    testResults.map(({ name, startTime, endTime }) => [name.slice(root.length + 1), endTime - startTime]),
  );
}

interface Report {
  readonly testResults: readonly {
    readonly name: string;
    readonly status: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
}

const reportPath = join(folder, "report.json");
const mutantPath = join(folder, "mutant.json");

function report(): Report | undefined {
  try {
    return JSON.parse(readFileSync(reportPath, "utf8")) as Report;
  } catch {
    return undefined; // the run ended before it wrote one
  }
}

interface RunOptions {
  readonly mutant?: Mutant;
  readonly seed: number;
  readonly limitMs: number;
}

async function runTests(tests: readonly string[], options: RunOptions): Promise<Verdict> {
  const { mutant, limitMs } = options;
  mkdirSync(dirname(reportPath), { recursive: true });
  rmSync(reportPath, { force: true });
  if (mutant) writeFileSync(mutantPath, JSON.stringify({ file: mutant.file, code: mutant.code }));
  const parameters = ["run", "--project", "unit", "--reporter=json", `--outputFile=${reportPath}`];
  const child = spawn(
    process.execPath,
    [vitest, ...parameters, ...(mutant ? ["--bail", "1"] : []), ...tests],
    {
      cwd: root,
      env: environment(options),
      stdio: "ignore",
      detached: true, // its workers end with it, by the number of its group
    },
  );
  const { promise, resolve } = Promise.withResolvers<number | "slow">();
  const timer = setTimeout(() => {
    resolve("slow");
    endGroup(child.pid);
  }, limitMs);
  child.on("close", (code) => resolve(code ?? 1));
  const ended = await promise;
  clearTimeout(timer);
  if (ended === "slow") return { outcome: "slow" };
  return ended === 0 ? { outcome: "passed" } : { outcome: "failed", by: firstFailure() };
}

/** CI's second chance is none here, and a property test asks the same of each mutant. */
function environment({ mutant, seed }: RunOptions): NodeJS.ProcessEnv {
  const { CI: _, NODE_OPTIONS = "", ...rest } = process.env;
  if (!mutant) return { ...rest, FAST_CHECK_SEED: String(seed) };
  const hook = pathToFileURL(join(import.meta.dirname, "hook.ts")).href;
  return {
    ...rest,
    FAST_CHECK_SEED: String(seed),
    [MUTANT_VARIABLE]: mutantPath,
    NODE_OPTIONS: `${NODE_OPTIONS} --import=${hook}`.trim(),
  };
}

function endGroup(pid: number | undefined): void {
  try {
    if (pid !== undefined) process.kill(-pid, "SIGKILL");
  } catch {
    // It has ended by itself.
  }
}

/** The first test that failed; files that the end of the run cut off count as failed too, and say nothing. */
function firstFailure(): string {
  const failed = (report()?.testResults ?? []).filter(({ status }) => status === "failed");
  const files = failed.map(({ name, assertionResults }) => ({
    name: name.slice(root.length + 1),
    test: assertionResults.find(({ status }) => status === "failed"),
  }));
  const first = files.find(({ test }) => test !== undefined) ?? files[0];
  if (!first) return "the run itself";
  return `${first.name}${first.test ? ` › ${first.test.fullName}` : ""}`;
}

/** Takes away what the runs left. */
export function cleanUp(): void {
  rmSync(folder, { recursive: true, force: true });
}
