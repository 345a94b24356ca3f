// Every example, from the tarballs, as its README says. One needs a PostgreSQL, and a sample is part of `npm test`: see
// scripts/packages/examples.test.ts.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, expect, test } from "vitest";

import { pack, type Tarball } from "../packages/pack.ts";
import { startPostgres } from "../servers.ts";
import { root } from "../workspace.ts";
import { tryExample } from "./trial.ts";

const into = mkdtempSync(join(tmpdir(), "confide-tarballs-"));
let tarballs: readonly Tarball[] = [];
let postgres: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  tarballs = await pack(into);
  postgres = await startPostgres();
});
afterAll(async () => {
  await postgres.stop();
  rmSync(into, { recursive: true, force: true });
});

test.each(readdirSync(join(root, "examples")))("%s", { timeout: 300_000 }, async (name) => {
  expect(await tryExample(name, { tarballs, postgresUrl: postgres.url })).toEqual([]);
});
