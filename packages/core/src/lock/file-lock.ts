import { builtin } from "../util/builtin.ts";
import { namesInFolder } from "../util/names-in-folder.ts";
import { cleanCause } from "../model/clean-cause.ts";
import { isOwner, newOwner, stateOf } from "./lock-owner.ts";

/** Somebody who wants a lock. Waiting for it, and for how long, is the caller's. */
export interface LockSeeker {
  /** Whether others wait for it too. */
  othersWait(): boolean;
  /** `undefined` while somebody else holds it. */
  take(): FileLock | undefined;
  /** Where it was not taken: leaves nothing behind. */
  giveUp(): void;
}

export interface FileLock {
  /** @throws the file system's error where somebody else took it, which only happens after a minute's suspension. */
  mustBeHeld(): void;
  /** Removes what processes left that died while they waited. */
  clearLeftovers(): void;
  release(): void;
}

/**
 * How long an owner that can't be looked at, on another machine or in another container, counts as alive after its last sign
 * of life. It gives one every ten seconds.
 */
export const FOREIGN_STALE_MS = 60_000;
const SIGN_OF_LIFE_MS = 10_000;

/**
 * A lock among processes is a folder with one file in it, named after its owner. It is made aside and moved into place,
 * which fails while another's file is in there. A dead owner's file is deleted by its name, so nobody breaks by mistake
 * a lock that was taken meanwhile: the usual race of lock files. No name but those that are made here is ever deleted.
 *
 * @throws the file system's error where no lock can be made there.
 *
 * @example
 * ```ts
 * import { seekLock } from "@confide/core/adapter";
 *
 * const seeker = seekLock("secrets.lock");
 * const lock = seeker.take();
 * if (lock) lock.release();
 * else seeker.giveUp();
 * ```
 */
export function seekLock(folder: string): LockSeeker {
  const fs = builtin("node:fs");
  const paths = builtin("node:path");
  const owner = newOwner();
  const aside = `${folder}.${owner}`;
  fs.mkdirSync(aside, { mode: 0o700 });
  const giveUp = () => removeOwned(aside, owner);
  try {
    fs.writeFileSync(paths.join(aside, owner), SIGN, { mode: 0o600 });
  } catch (error) {
    giveUp();
    throw error;
  }
  return {
    giveUp,
    othersWait: () => seekersOf(folder).some((each) => each !== owner),
    take() {
      if (moved(aside, folder)) return heldBy(folder, owner);
      clearDead(folder, signOfLife(paths.join(aside, owner)));
      return moved(aside, folder) ? heldBy(folder, owner) : undefined;
    },
  };
}

function heldBy(folder: string, owner: string): FileLock {
  const fs = builtin("node:fs");
  const mine = builtin("node:path").join(folder, owner);
  const timer = setInterval(() => void signOfLife(mine), SIGN_OF_LIFE_MS);
  timer.unref();
  return {
    mustBeHeld: () => fs.accessSync(mine),
    clearLeftovers: () => clearSeekers(folder, signOfLife(mine)),
    release() {
      clearInterval(timer);
      removeOwned(folder, owner);
    },
  };
}

function moved(from: string, to: string): boolean {
  try {
    builtin("node:fs").renameSync(from, to);
    return true;
  } catch (error) {
    if (isTaken(cleanCause(error).code)) return false;
    throw error;
  }
}

/** What an operating system says when a folder can't be moved onto another that isn't empty; Windows, onto any. */
function isTaken(code: string | number | undefined): boolean {
  if (code === "ENOTEMPTY" || code === "EEXIST") return true;
  return globalThis.process.platform === "win32" && (code === "EPERM" || code === "EACCES");
}

function clearDead(folder: string, nowMs: number | undefined): void {
  for (const owner of namesInFolder(folder).filter(isOwner))
    if (isDead(folder, owner, nowMs)) removeOwned(folder, owner);
  removeEmpty(folder);
}

function clearSeekers(folder: string, nowMs: number | undefined): void {
  for (const owner of seekersOf(folder)) {
    const aside = `${folder}.${owner}`;
    if (isDead(aside, owner, nowMs)) removeOwned(aside, owner);
  }
}

/** The owners whose locks are made and not in place yet. */
function seekersOf(folder: string): string[] {
  const { dir, base } = builtin("node:path").parse(folder);
  const start = `${base}.`;
  return namesInFolder(dir || ".")
    .filter((name) => name.startsWith(start))
    .map((name) => name.slice(start.length))
    .filter(isOwner);
}

function isDead(folder: string, owner: string, nowMs: number | undefined): boolean {
  const state = stateOf(owner);
  if (state !== "foreign") return state === "dead";
  const seenMs = timeOf(builtin("node:path").join(folder, owner)) ?? timeOf(folder);
  return seenMs !== undefined && nowMs !== undefined && nowMs - seenMs > FOREIGN_STALE_MS;
}

const SIGN = ".";

/**
 * Shows that the owner lives.
 *
 * @returns the time, by the clock of the disk: the machines that share it may have others. `undefined` if the file is gone.
 */
function signOfLife(mine: string): number | undefined {
  const fs = builtin("node:fs");
  try {
    const fd = fs.openSync(mine, "r+"); // never makes it anew: the folder may be another's by now
    try {
      fs.writeSync(fd, SIGN, 0);
      return fs.fstatSync(fd).mtimeMs;
    } finally {
      fs.closeSync(fd);
    }
  } catch {
    return undefined;
  }
}

function timeOf(path: string): number | undefined {
  return builtin("node:fs").lstatSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** An owner's file, and its folder if nothing else is in it. Nothing is deleted that has another name, or through a link. */
function removeOwned(folder: string, owner: string): void {
  const isFolder = builtin("node:fs").lstatSync(folder, { throwIfNoEntry: false })?.isDirectory();
  if (isFolder !== true) return;
  ignoring(GONE, () => builtin("node:fs").unlinkSync(builtin("node:path").join(folder, owner)));
  removeEmpty(folder);
}

function removeEmpty(folder: string): void {
  ignoring([...GONE, "ENOTEMPTY", "EEXIST", "EPERM", "EBUSY"], () => builtin("node:fs").rmdirSync(folder));
}

const GONE = ["ENOENT", "ENOTDIR"];

function ignoring(codes: readonly string[], run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!codes.includes(String(cleanCause(error).code))) throw error;
  }
}
