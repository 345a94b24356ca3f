import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test } from "vitest";

import { takeLock } from "./lock.ts";
import { context } from "../test/fixture.ts";

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-lock-"));
  path = join(folder, "secrets.age");
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A lock as a process leaves it that was killed. */
function leaveLock(owner: string): void {
  mkdirSync(`${path}.lock`);
  writeFileSync(join(`${path}.lock`, owner), "");
}

/** As the lock of a process that has ended by now. */
async function nameOfDead(): Promise<string> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  const lock = await takeLock(path, context());
  const [mine = ""] = readdirSync(`${path}.lock`);
  await lock.release();
  return mine.replace(/^\d+/, String(child.pid));
}

test("one holds it, the next waits for the release, and nothing stays behind", async () => {
  const first = await takeLock(path, context());
  let taken = false;
  const second = takeLock(path, context()).then((lock) => ((taken = true), lock));
  await new Promise((resolve) => setTimeout(resolve, 50));
  expect(taken).toBe(false);
  await first.release();
  await (await second).release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock of a killed process is taken at once, by one of many", async () => {
  leaveLock(await nameOfDead());
  let held = 0;
  const holders = Array.from({ length: 20 }, async () => {
    const lock = await takeLock(path, context());
    expect(++held).toBe(1);
    await lock.mustBeHeld();
    await new Promise((resolve) => setTimeout(resolve, 2));
    held--;
    await lock.release();
  });
  await Promise.all(holders);
  expect(readdirSync(folder)).toEqual([]);
});

test("waiting ends at the deadline and says which folder is in the way", async () => {
  const lock = await takeLock(path, context());
  await expect(takeLock(path, context(30))).rejects.toMatchObject({
    reason: "timeout",
    message: expect.stringContaining(`${path}.lock`) as string,
  });
  await lock.release();
});

test("waiting ends when it is aborted", async () => {
  const lock = await takeLock(path, context());
  await expect(takeLock(path, context(10_000, AbortSignal.timeout(20)))).rejects.toThrow("timeout");
  await lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test("a lock that someone else broke is not written under", async () => {
  const lock = await takeLock(path, context());
  rmSync(`${path}.lock`, { recursive: true });
  await expect(lock.mustBeHeld()).rejects.toMatchObject({ reason: "conflict" });
  await lock.release();
});

test("the lock of another machine is waited for, until a minute after its last sign of life", async () => {
  const elsewhere = "1.1.another-machine.01234567-89ab-cdef-0123-456789abcdef";
  leaveLock(elsewhere);
  await expect(takeLock(path, context(30))).rejects.toMatchObject({ reason: "timeout" });
  utimesSync(join(`${path}.lock`, elsewhere), 0, 0);
  await (await takeLock(path, context())).release();
});
