import { type FileLock, FOREIGN_STALE_MS, seekLock } from "../lock/file-lock.ts";
import { isOwner, processOf, stateOf } from "../lock/lock-owner.ts";
import { cleanCause } from "../model/clean-cause.ts";
import { builtin } from "../util/builtin.ts";

/**
 * One writer at a time, by the lock that stores and rotations use: a folder beside the file.
 *
 * @throws Error that names the process that writes to the file
 */
export function writerLock(path: string): FileLock {
  const folder = `${path}.lock`;
  const seeker = seekLock(folder);
  try {
    const lock = unlessNoFolder(() => seeker.take());
    if (!lock) throw new Error(lockRefusal(folder));
    lock.clearLeftovers();
    return lock;
  } finally {
    seeker.giveUp(); // nothing is left of it where the lock was taken
  }
}

/** A file where the lock's folder should be is nobody's lock: it is neither taken nor deleted. */
function unlessNoFolder<T>(take: () => T): T | undefined {
  try {
    return take();
  } catch (error) {
    if (cleanCause(error).code === "ENOTDIR") return undefined;
    throw error;
  }
}

function lockRefusal(folder: string): string {
  const owner = ownerIn(folder);
  if (owner === undefined)
    return `something that is no lock is in the place of its lock. If nobody needs it, remove ${folder}`;
  const { pid, host } = processOf(owner);
  return stateOf(owner) === "foreign"
    ? `process ${pid} on ${host} writes to it, or has ended less than ${FOREIGN_STALE_MS / 1_000} s ago. If it has ended, wait, or remove ${folder}`
    : `process ${pid} on ${host} writes to it. If that one is gone, remove ${folder}`;
}

function ownerIn(folder: string): string | undefined {
  try {
    return builtin("node:fs").readdirSync(folder).find(isOwner);
  } catch {
    return undefined; // no folder
  }
}
