import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { pack, type Tarball } from "../packages/pack.ts";
import { startPostgres } from "../servers.ts";
import { twoAtOnce } from "../two-at-once.ts";
import { starts } from "./starts.ts";
import { tryExample } from "./trial.ts";

/** Tests examples from the tarballs, as their READMEs say, two at a time. */
export function testExamples(names: readonly string[]): void {
  const into = mkdtempSync(join(tmpdir(), "confide-tarballs-"));
  let tarballs: readonly Tarball[] = [];
  beforeAll(async () => {
    tarballs = await pack(into);
  });
  afterAll(() => {
    rmSync(into, { recursive: true, force: true });
  });
  describe.concurrent("each example works outside of the repository", () => {
    test.each(names)("%s", { timeout: 600_000 }, async (name) => {
      expect(await twoAtOnce(async () => tryWithServers(name, tarballs))).toEqual([]);
    });
  });
}

/** A PostgreSQL each: one example locks out users that another has made. */
async function tryWithServers(name: string, tarballs: readonly Tarball[]): Promise<readonly string[]> {
  if (starts[name]?.postgres === undefined) return tryExample(name, { tarballs });
  const { url, stop } = await startPostgres();
  try {
    return await tryExample(name, { tarballs, postgresUrl: url });
  } finally {
    await stop();
  }
}
