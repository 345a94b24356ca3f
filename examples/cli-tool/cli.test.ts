import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

import { envExample, loadConfig } from "@confide/core";
import { afterAll, expect, test } from "vitest";

import { commandLine } from "./cli.ts";

const folder = mkdtempSync(join(tmpdir(), "cli-tool-"));
writeFileSync(join(folder, "shelf.json"), '{ "bucket": "from-the-file", "limit": 2 }');
afterAll(() => rmSync(folder, { recursive: true }));

const load = async (argv: readonly string[], from: NodeJS.ProcessEnv = {}) =>
  loadConfig(commandLine(argv, from, folder).definition);

interface Ended {
  readonly code?: number;
  readonly stdout: string;
  readonly stderr: string;
}

async function shelf(...argv: readonly string[]): Promise<Ended> {
  const parameters = ["--import", "tsx", "main.ts", ...argv];
  const options = { cwd: import.meta.dirname, env: { ...process.env, SHELF_TOKEN: "made-up-token" } };
  return promisify(execFile)(process.execPath, parameters, options).catch((error: unknown) => error as Ended);
}

test("an argument wins over the environment, which wins over the file", async () => {
  expect(await load([])).toMatchObject({ bucket: "from-the-file", limit: 2 });
  expect(await load([], { SHELF_LIMIT: "3" })).toMatchObject({ bucket: "from-the-file", limit: 3 });
  expect(await load(["-n", "4", "-t", "a", "--tag=b,c"], { SHELF_LIMIT: "3" })).toMatchObject({
    limit: 4,
    tag: ["a", "b", "c"],
  });
});

test("lists books as asked", async () => {
  const { stdout } = await shelf("--bucket=books", "--tag=design", "--format=json");
  expect(JSON.parse(stdout)).toHaveLength(2);
});

test("reports all that is wrong, with code 2", async () => {
  const { code, stdout, stderr } = await shelf("--limit=0", "--fromat=json");
  expect([code, stdout]).toEqual([2, ""]);
  for (const part of ["bucket", "limit", "did you mean --format?"]) expect(stderr).toContain(part);
});

test("--help lists the arguments; -v says where each value came from, without the token", async () => {
  const { stdout: help } = await shelf("-h");
  expect(help).toMatch(/^ +-n, --limit <integer> +How many are listed\. \(default 20\)$/m);
  const { stderr } = await shelf("--bucket=books", "-v");
  expect(stderr).toMatch(/^token \(secret\) +env SHELF_TOKEN$/m);
  expect(stderr).not.toContain("made-up-token");
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  const { definition } = commandLine([], {}, folder);
  expect(text).toBe(envExample({ ...definition, sources: definition.sources.slice(1) }));
});
