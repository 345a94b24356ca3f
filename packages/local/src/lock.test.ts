import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, expect, test, vi } from "vitest";

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

test("the one that is in the way and what is lost are named", async () => {
  const lock = await takeLock(path, context());
  await expect(takeLock(path, context(0))).rejects.toThrow(
    `another process holds ${path}.lock; if none that uses this file runs any more, delete that folder`,
  );
  rmSync(`${path}.lock`, { recursive: true });
  await expect(lock.mustBeHeld()).rejects.toThrow(`the lock ${path}.lock was lost`);
  await lock.release();
});

test("nobody waits when the time is over to the millisecond", async () => {
  const lock = await takeLock(path, context());
  const nowMs = Date.now();
  vi.spyOn(Date, "now").mockReturnValue(nowMs);
  await expect(takeLock(path, context(0))).rejects.toMatchObject({ reason: "timeout" });
  vi.restoreAllMocks();
  await lock.release();
});

test.each([
  [0, 2],
  [0.5, 7],
  [1, 12],
])("who waits looks again after 2 to 12 ms, by chance (%d)", async (chance, pauseMs) => {
  const lock = await takeLock(path, context());
  vi.spyOn(Math, "random").mockReturnValue(chance);
  const timeout = vi.spyOn(globalThis, "setTimeout");
  await expect(takeLock(path, context(40))).rejects.toMatchObject({ reason: "timeout" });
  expect(new Set(timeout.mock.calls.map(([, ms]) => ms))).toEqual(new Set([pauseMs]));
  vi.restoreAllMocks();
  await lock.release();
});

test("who comes lets those try first that wait already", async () => {
  const lock = await takeLock(path, context());
  const waiting = takeLock(path, context()); // its first look was before this one's
  const timeout = vi.spyOn(globalThis, "setTimeout");
  vi.spyOn(Math, "random").mockReturnValue(0);
  const next = takeLock(path, context());
  expect(timeout.mock.calls.map(([, ms]) => ms)).toContain(12);
  vi.restoreAllMocks();
  await lock.release();
  await (await waiting).release();
  await (await next).release();
});
