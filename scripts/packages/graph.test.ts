// The same rules as scripts/architecture.test.ts has for core's sources, for what is in its tarball.
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, inject, test } from "vitest";

import { cycleIn, loadViolations, type Module, modulesOf } from "../architecture.ts";

const folder = mkdtempSync(join(tmpdir(), "confide-graph-"));
afterAll(() => {
  rmSync(folder, { recursive: true, force: true });
});

beforeAll(() => {
  const tarball = inject("tarballs").find(({ name }) => name === "@confide/core");
  execFileSync("tar", ["-xzf", tarball?.path ?? "", "-C", folder]);
});

test("the built core loads what it needs on use", () => {
  const modules = modulesOf(join(folder, "package", "dist"));
  expect(modules.map(({ path }) => path)).toContain("index.js");
  expect(loadViolations(modules)).toEqual([]);
  expect(cycleIn(modules.map(withoutImportsOnUse))).toBeUndefined();
});

/** The bundler puts what several chunks need into one of them, so that a chunk that is loaded on use may lead back. */
function withoutImportsOnUse({ path, imports }: Module): Module {
  return { path, imports: imports.filter(({ kind }) => kind !== "dynamic") };
}

test("what is not on the way to a user stays out of the tarball", () => {
  const shipped = modulesOf(join(folder, "package")).map(({ path }) => path);
  expect(shipped.filter((path) => !path.startsWith("dist/"))).toEqual([]);
  expect(shipped.filter((path) => /test\b(?!ing)/.test(path))).toEqual([]);
});
