import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { afterEach, beforeEach, expect, test } from "vitest";

import { fileLock } from "./file-lock.ts";

let folder: string;
beforeEach(() => void (folder = mkdtempSync(join(tmpdir(), "confide-lock-"))));
afterEach(() => rmSync(folder, { recursive: true }));

test("one holder at a time, for each name; the next after its release", async () => {
  const lock = fileLock({ folder });
  const [first, second, other] = await Promise.all([
    lock.acquire("a"),
    lock.acquire("a"),
    lock.acquire("b/../../c"),
  ]);
  expect([first, second].filter(Boolean)).toHaveLength(1);
  expect(other).toBeDefined();
  const held = first ?? second;
  await held?.mustBeHeld();
  await held?.release();
  await expect(held?.mustBeHeld()).rejects.toMatchObject({ code: "ENOENT" });
  expect(await lock.acquire("a")).toBeDefined();
  expect(readdirSync(folder).sort()).toEqual(["a.lock", "b%2F..%2F..%2Fc.lock"]);
});

test("of many at once one gets it", async () => {
  for (let round = 0; round < 20; round++) {
    const name = `round-${round}`;
    const held = await Promise.all(
      Array.from({ length: 10 }, async () => fileLock({ folder }).acquire(name)),
    );
    expect(held.filter(Boolean)).toHaveLength(1);
  }
});

test(
  "the lock of a process that was killed is free, that of one that lives isn't",
  { timeout: 30_000 },
  async () => {
    const source = fileURLToPath(new URL("../../test/lock-holder.ts", import.meta.url));
    const child = spawn(process.execPath, [source, folder], { stdio: ["ignore", "pipe", "inherit"] });
    await once(child.stdout, "data");
    const lock = fileLock({ folder });
    expect(await lock.acquire("held")).toBeUndefined();
    child.kill("SIGKILL");
    await once(child, "close");
    const held = await Promise.all([lock.acquire("held"), lock.acquire("held"), lock.acquire("held")]);
    expect(held.filter(Boolean)).toHaveLength(1);
  },
);

test("a lock that can't be taken at all is an error, not somebody else's, and leaves nothing behind", async () => {
  writeFileSync(join(folder, "a.lock"), "");
  await expect(fileLock({ folder }).acquire("a")).rejects.toMatchObject({ code: "ENOTDIR" });
  expect(readdirSync(folder)).toEqual(["a.lock"]);
});
