import { existsSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import { root } from "../workspace.ts";
import { packagesGraph, testsThatReach } from "./reach.ts";
import { stagesOf } from "./trial.ts";

const graph = new Map([
  ["p/src/a.ts", []],
  ["p/src/b.ts", ["p/src/a.ts"]],
  ["p/src/index.ts", ["p/src/b.ts"]],
  ["p/src/a.test.ts", ["p/src/index.ts"]],
  ["p/src/b.test.ts", ["p/src/b.ts"]],
  ["p/src/far.test.ts", ["p/src/index.ts"]],
  ["p/src/no.test.ts", []],
  ["p/src/x.servers.test.ts", ["p/src/a.ts"]],
  ["p/src/x.long.test.ts", ["p/src/a.ts"]],
]);

test("the tests of a file are those that load it, the one beside it first, then the nearest", () => {
  expect(testsThatReach("p/src/a.ts", graph)).toEqual([
    { test: "p/src/a.test.ts", distance: 0 },
    { test: "p/src/b.test.ts", distance: 2 },
    { test: "p/src/far.test.ts", distance: 3 },
  ]);
});

test("a cycle of imports ends", () => {
  const cycle = new Map([
    ["a.ts", ["b.ts"]],
    ["b.ts", ["a.ts"]],
    ["a.test.ts", ["a.ts"]],
  ]);
  expect(testsThatReach("b.ts", cycle)).toEqual([{ test: "a.test.ts", distance: 2 }]);
});

test("the packages' graph leads across packages, to files that exist", () => {
  const packages = packagesGraph();
  expect(packages.get("packages/redact/src/secrets/follow.ts")).toBeDefined();
  for (const target of new Set([...packages.values()].flat()))
    expect(existsSync(join(root, target))).toBe(true);
  const reaching = testsThatReach("packages/core/src/secret/secret.ts", packages).map(
    ({ test: path }) => path,
  );
  expect(reaching[0]).toBe("packages/core/src/secret/secret.test.ts");
  expect(reaching).toContain("packages/redact/src/redactor.test.ts");
});

test("what is quick and near runs first, all else after it", () => {
  const durations = new Map([
    ["near", 500],
    ["slow", 30_000],
    ["far", 1_200],
    ["farther", 900],
  ]);
  expect(stagesOf(["near", "slow", "far", "farther"], durations)).toEqual([
    ["near", "far"],
    ["slow", "farther"],
  ]);
  expect(stagesOf([], durations)).toEqual([]);
});
