import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { type FileLock, seekLock } from "./file-lock.ts";
import { newOwner } from "./lock-owner.ts";

const FOREIGN = "1.1.another-machine.01234567-89ab-cdef-0123-456789abcdef";

let root: string;
let folder: string;

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "confide-lock-"));
  folder = join(root, "a.lock");
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(root, { recursive: true });
});

/** A lock, or one that waits for it, as a process leaves it that was killed. */
function leave(owner: string, at = folder, ageMs = 0): string {
  const file = join(at, owner);
  mkdirSync(at);
  writeFileSync(file, "");
  const seconds = (Date.now() - ageMs) / 1000;
  utimesSync(file, seconds, seconds);
  return file;
}

async function dead(): Promise<string> {
  const child = spawn(process.execPath, ["-e", ""]);
  await once(child, "exit");
  return newOwner().replace(/^\d+/, String(child.pid));
}

function taken(): FileLock | undefined {
  const seeker = seekLock(folder);
  const lock = seeker.take();
  if (!lock) seeker.giveUp();
  return lock;
}

test("one holds it, the next after its release, and nothing stays behind", () => {
  const lock = taken();
  expect(readdirSync(root)).toEqual(["a.lock"]);
  expect(statSync(folder).mode & 0o777).toBe(0o700);
  expect(taken()).toBeUndefined();
  lock?.mustBeHeld();
  lock?.release();
  expect(readdirSync(root)).toEqual([]);
  taken()?.release();
  expect(readdirSync(root)).toEqual([]);
});

test("who waits sees the others that do, and no other name", () => {
  mkdirSync(`${folder}.backup`);
  mkdirSync(join(root, `b.lock.${FOREIGN}`));
  mkdirSync(join(root, FOREIGN));
  const first = seekLock(folder);
  expect(first.othersWait()).toBe(false);
  const second = seekLock(folder);
  expect([first.othersWait(), second.othersWait()]).toEqual([true, true]);
  second.giveUp();
  expect(first.othersWait()).toBe(false);
  first.giveUp();
});

test("a lock of a process that died is taken at once", async () => {
  leave(await dead());
  expect(taken()).toBeDefined();
});

test("a lock of another machine is taken 60 s after its last sign of life", () => {
  const file = leave(FOREIGN, folder, 55_000);
  expect(taken()).toBeUndefined();
  expect(existsSync(file)).toBe(true);
  utimesSync(file, 0, (Date.now() - 65_000) / 1000);
  expect(taken()).toBeDefined();
  expect(existsSync(file)).toBe(false);
});

test("a dead process's number among other process numbers breaks no lock", async () => {
  const [pid, start, machine = "", id] = (await dead()).split(".");
  const file = leave([pid, start, `${machine}7`, id].join("."));
  expect(taken()).toBeUndefined();
  expect(existsSync(file)).toBe(true);
});

test("a holder gives a sign of life every 10 s, and none after the release", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const lock = taken();
  const [owner = ""] = readdirSync(folder);
  const file = join(folder, owner);
  utimesSync(file, 0, 0);
  vi.advanceTimersByTime(9_999);
  expect(statSync(file).mtimeMs).toBe(0);
  vi.advanceTimersByTime(1);
  expect(Date.now() - statSync(file).mtimeMs).toBeLessThan(60_000);
  lock?.release();
  expect(vi.getTimerCount()).toBe(0);
});

test("a sign of life never makes a lock anew that was lost", () => {
  vi.useFakeTimers({ toFake: ["setInterval", "clearInterval"] });
  const lock = taken();
  rmSync(folder, { recursive: true });
  const other = taken();
  vi.advanceTimersByTime(10_000);
  expect(readdirSync(folder)).toHaveLength(1);
  expect(() => lock?.mustBeHeld()).toThrow(/ENOENT/);
  lock?.release();
  other?.mustBeHeld();
  other?.release();
});

test("who waits for long gives signs of life too", () => {
  leave(newOwner());
  const seeker = seekLock(folder);
  const aside = readdirSync(root).find((name) => name !== "a.lock") ?? "";
  const file = join(root, aside, aside.slice("a.lock.".length));
  utimesSync(file, 0, 0);
  expect(seeker.take()).toBeUndefined();
  expect(statSync(file).mtimeMs).toBeGreaterThan(0);
  seeker.giveUp();
});

test("those that died while they waited are cleared, those that live are not", async () => {
  const living = `${folder}.${newOwner()}`;
  leave(living.slice(folder.length + 1), living);
  const gone = await dead();
  leave(gone, `${folder}.${gone}`);
  const killedEarly = await dead();
  mkdirSync(`${folder}.${killedEarly}`);
  const foreign = `${folder}.${FOREIGN}`;
  leave(FOREIGN, foreign);
  const lock = taken();
  lock?.clearLeftovers();
  expect([living, foreign].map((path) => existsSync(path))).toEqual([true, true]);
  expect(readdirSync(root)).toHaveLength(3);
  utimesSync(join(foreign, FOREIGN), 0, 0);
  lock?.clearLeftovers();
  expect(existsSync(foreign)).toBe(false);
  lock?.release();
});

test("nothing of another name is ever deleted", async () => {
  const owner = await dead();
  const kept = [
    `${folder}.backup`,
    `${folder}.${owner}.backup`,
    `${folder}.2024.01.backup.tar`,
    `${folder}.${FOREIGN}`,
  ];
  for (const each of kept) {
    mkdirSync(each);
    writeFileSync(join(each, "precious"), "");
    utimesSync(join(each, "precious"), 0, 0);
    utimesSync(each, 0, 0);
  }
  const lock = taken();
  lock?.clearLeftovers();
  lock?.release();
  for (const each of kept) expect(readdirSync(each)).toEqual(["precious"]);
});

test("a folder with somebody else's files in the lock's place is no lock that one could break", () => {
  mkdirSync(folder);
  writeFileSync(join(folder, "notes.txt"), "precious");
  utimesSync(join(folder, "notes.txt"), 0, 0);
  expect(taken()).toBeUndefined();
  expect(readdirSync(folder)).toEqual(["notes.txt"]);
  expect(readdirSync(root)).toEqual(["a.lock"]);
});

test("no link is followed to what it leads to", async () => {
  const owner = await dead();
  const elsewhere = join(root, "elsewhere");
  const file = leave(owner, elsewhere);
  symlinkSync(elsewhere, `${folder}.${owner}`);
  const lock = taken();
  lock?.clearLeftovers();
  lock?.release();
  expect(existsSync(file)).toBe(true);
  symlinkSync(elsewhere, folder);
  expect(taken).toThrow(/ENOTDIR/);
  expect(existsSync(file)).toBe(true);
});

test("a file in the lock's place is an error, and leaves nothing behind", () => {
  writeFileSync(folder, "");
  const seeker = seekLock(folder);
  expect(() => seeker.take()).toThrow(/ENOTDIR/);
  seeker.giveUp();
  expect(readdirSync(root)).toEqual(["a.lock"]);
});

test("a folder that isn't there is an error", () => {
  expect(() => seekLock(join(root, "none", "a.lock"))).toThrow(/ENOENT/);
});

test("an empty folder in the lock's place is taken", () => {
  mkdirSync(folder);
  taken()?.release();
  expect(readdirSync(root)).toEqual([]);
});

test("a lock that is held keeps no process alive", () => {
  const timers = vi.spyOn(globalThis, "setInterval");
  const lock = taken();
  expect(timers.mock.results.map(({ value }) => (value as NodeJS.Timeout).hasRef())).toEqual([false]);
  timers.mockRestore();
  lock?.release();
});

test("a release that fails says so", () => {
  const lock = taken();
  const [owner = ""] = readdirSync(folder);
  rmSync(join(folder, owner));
  mkdirSync(join(folder, owner));
  expect(() => lock?.release()).toThrow(/EISDIR|EPERM/);
});

describe("what the operating system refuses", () => {
  const fs = process.getBuiltinModule("node:fs");

  function refusing<T>(method: "rmdirSync" | "renameSync", code: string, run: () => T): T {
    const refused = vi.spyOn(fs, method).mockImplementation(() => {
      throw Object.assign(new Error(code), { code });
    });
    try {
      return run();
    } finally {
      refused.mockRestore();
    }
  }

  function on<T>(platform: string, run: () => T): T {
    const own = Object.getOwnPropertyDescriptor(process, "platform") ?? {};
    Object.defineProperty(process, "platform", { ...own, value: platform });
    try {
      return run();
    } finally {
      Object.defineProperty(process, "platform", own);
    }
  }

  test.each(["ENOENT", "ENOTDIR", "ENOTEMPTY", "EEXIST", "EPERM", "EBUSY"])(
    "is no failure of a release where the folder can't go for %s",
    (code) => {
      const lock = taken();
      refusing("rmdirSync", code, () => lock?.release());
      expect(readdirSync(folder)).toEqual([]);
    },
  );

  test("is one for any other reason", () => {
    const lock = taken();
    expect(() => refusing("rmdirSync", "EIO", () => lock?.release())).toThrow("EIO");
  });

  test.each([
    ["linux", "ENOTEMPTY", "EEXIST"],
    ["win32", "ENOTEMPTY", "EEXIST", "EPERM", "EACCES"],
  ])("means on %s that another holds the lock, where it is one of these", (platform, ...codes) => {
    const outcomeOf = (code: string): unknown => {
      try {
        return refusing("renameSync", code, () => on(platform, taken)) ?? "another's";
      } catch (error) {
        return (error as Error).message;
      }
    };
    for (const code of ["ENOTEMPTY", "EEXIST", "EPERM", "EACCES", "EIO"])
      expect([code, outcomeOf(code)]).toEqual([code, codes.includes(code) ? "another's" : code]);
  });
});
