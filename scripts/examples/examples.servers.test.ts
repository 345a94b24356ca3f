// Every example, from the tarballs, as its README says, two at a time. A sample is part of `npm test`: see
// scripts/packages/examples.test.ts.
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pack, type Tarball } from "../packages/pack.ts";
import { startPostgres } from "../servers.ts";
import { twoAtOnce } from "../two-at-once.ts";
import { root } from "../workspace.ts";
import { starts } from "./starts.ts";
import { tryExample } from "./trial.ts";

const into = mkdtempSync(join(tmpdir(), "confide-tarballs-"));
let tarballs: readonly Tarball[] = [];

beforeAll(async () => {
  tarballs = await pack(into);
});
afterAll(() => {
  rmSync(into, { recursive: true, force: true });
});

describe.concurrent("each example works outside of the repository", () => {
  test.each(readdirSync(join(root, "examples")))("%s", { timeout: 300_000 }, async (name) => {
    expect(await twoAtOnce(async () => tryWithServers(name))).toEqual([]);
  });
});

/** A PostgreSQL each: one example locks out users that another has made. */
async function tryWithServers(name: string): Promise<readonly string[]> {
  if (starts[name]?.postgres === undefined) return tryExample(name, { tarballs });
  const { url, stop } = await startPostgres();
  try {
    return await tryExample(name, { tarballs, postgresUrl: url });
  } finally {
    await stop();
  }
}
