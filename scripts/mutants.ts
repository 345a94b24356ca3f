// `npm run test:mutants`: changes the sources at random, one small change at a time, and reports what no test noticed.
// --package core (any number of times; all without), --seed 1, --count 40 for each package, --file PATTERN, --least 92 (in
// per cent). --list shows the sample without a run; --again tries only what no test noticed in the last run.
import { globSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join, matchesGlob, sep } from "node:path";
import { parseArgs } from "node:util";

import { isEquivalent, staleEntries } from "./mutants/equivalent.ts";
import { equivalents } from "./mutants/equivalents.ts";
import { described, type Mutant, mutantsOf, sampleOf } from "./mutants/mutant.ts";
import { isUnitTest, packagesGraph, testsThatReach } from "./mutants/reach.ts";
import { cleanUp, measure, tryMutant, type Verdict } from "./mutants/trial.ts";
import { cache, publishedPackages, root } from "./workspace.ts";

const { values } = parseArgs({
  options: {
    package: { type: "string", multiple: true },
    seed: { type: "string", default: "1" },
    count: { type: "string", default: "40" },
    file: { type: "string", default: "**" },
    least: { type: "string", default: "92" },
    again: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});
const [seed, count, least] = [Number(values.seed), Number(values.count), Number(values.least)];
const names = values.package ?? publishedPackages().map(({ folder }) => basename(folder));
const graph = packagesGraph();

interface Tried {
  readonly mutant: Mutant;
  readonly verdict: Verdict;
}

interface Row {
  readonly name: string;
  readonly made: number;
  readonly equivalent: number;
  readonly tried: readonly Tried[];
}

process.on("SIGINT", () => process.exit(130));
process.on("exit", cleanUp);

const rows: Row[] = [];
for (const name of names) rows.push(await tryPackage(name));
for (const row of rows) print(row);
process.exitCode = rows.every((row) => shareOf(row) >= least) && noneIsStale() ? 0 : 1;

/** Every mutant of a package that a run may choose. */
function mutantsIn(name: string): readonly Mutant[] {
  return globSync(`packages/${name}/src/**/*.ts`, { cwd: root })
    .map((path) => path.split(sep).join("/"))
    .filter((path) => !/(?:\.test|\.test-d|\/src\/index)\.ts$/.test(path) && matchesGlob(path, values.file))
    .toSorted()
    .flatMap((path) => mutantsOf(path, readFileSync(join(root, path), "utf8")));
}

async function tryPackage(name: string): Promise<Row> {
  const all = mutantsIn(name);
  const chosen = values.again ? all.filter(wasUnnoticed(name)) : sampleOf(all, seed, count);
  const real = chosen.filter((mutant) => !isEquivalent(mutant, equivalents));
  const row = { name, made: all.length, equivalent: chosen.length - real.length };
  if (values.list) {
    for (const mutant of real) console.log(described(mutant));
    return { ...row, tried: [] };
  }
  const tests = [...graph.keys()].filter((path) => isUnitTest(path) && path.startsWith(`packages/${name}/`));
  const durations = await measure(tests, seed);
  const tried: Tried[] = [];
  for (const mutant of real) {
    const near = testsThatReach(mutant.file, graph).map(({ test }) => test);
    const verdict = await tryMutant(
      mutant,
      near.filter((test) => tests.includes(test)),
      durations,
      seed,
    );
    console.log(`${verdict.outcome === "passed" ? "✗" : "✓"} ${described(mutant)}${because(verdict)}`);
    tried.push({ mutant, verdict });
  }
  return { ...row, tried };
}

function wasUnnoticed(name: string): (mutant: Mutant) => boolean {
  const { tried } = JSON.parse(readFileSync(reportPath(name), "utf8")) as { tried: (Mutant & Verdict)[] };
  const left = new Set(tried.filter(({ outcome }) => outcome === "passed").map(keyOf));
  return (mutant) => left.has(keyOf(mutant));
}

function keyOf({ file, text, at, from, to }: Mutant): string {
  return JSON.stringify([file, text, at, from, to]);
}

function reportPath(name: string): string {
  return join(cache, "reports", "mutants", `${name}.json`);
}

function because(verdict: Verdict): string {
  if (verdict.outcome === "passed") return "  — no test noticed";
  return verdict.outcome === "slow" ? "  (didn't end)" : `  (${verdict.by})`;
}

function unnoticed({ tried }: Row): readonly Mutant[] {
  return tried.filter(({ verdict }) => verdict.outcome === "passed").map(({ mutant }) => mutant);
}

function shareOf(row: Row): number {
  return row.tried.length === 0 ? 100 : 100 - (100 * unnoticed(row).length) / row.tried.length;
}

function print(row: Row): void {
  const left = unnoticed(row);
  const slow = row.tried.filter(({ verdict }) => verdict.outcome === "slow").length;
  console.log(
    `\n${row.name}: ${row.tried.length} of ${row.made} mutants tried, ${row.equivalent} equivalent left out, ` +
      `${row.tried.length - left.length} noticed (${slow} by time) = ${shareOf(row).toFixed(1)} %`,
  );
  for (const { code: _, ...mutant } of left) console.log(`  ${JSON.stringify(mutant)}`);
  const path = reportPath(row.name);
  mkdirSync(dirname(path), { recursive: true });
  const tried = row.tried.map(({ mutant: { code: _, ...mutant }, verdict }) => ({ ...mutant, ...verdict }));
  writeFileSync(path, JSON.stringify({ ...row, seed, tried }, undefined, 2));
}

function noneIsStale(): boolean {
  const stale = staleEntries(equivalents, names.flatMap(mutantsIn));
  for (const { file, text } of stale)
    console.log(`An entry of equivalents.ts names no mutant any more: ${file}: ${text}`);
  return stale.length === 0;
}
