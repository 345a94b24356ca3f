import type { Bounds } from "./bounds.ts";
import { failure } from "./failure.ts";
import { codeOf, ignore, node } from "./node.ts";
import { isDead, ownerName } from "./owner.ts";

/** The right to change a file, among all processes that use this lock. */
export interface Lock {
  /** Rejects if someone else took it, which only happens after a minute's suspension on a shared disk. */
  mustBeHeld(): Promise<void>;
  release(): Promise<void>;
}

/**
 * The lock is a folder `<path>.lock` with one file in it, named after its owner. It is made aside and moved into place, which
 * fails while another's file is in there. A dead owner's file is deleted by its name, so nobody can break a lock by
 * mistake that was taken meanwhile: the usual race of lock files, and why no package is used here (proper-lockfile
 * judges by age alone: after a kill it waits for seconds, and it breaks the lock of a process that was only slow).
 */
export async function takeLock(path: string, { signal, deadlineMs }: Bounds): Promise<Lock> {
  const folder = `${path}.lock`;
  const owner = await ownerName();
  const aside = `${folder}.${owner}`;
  const held = node.path.join(folder, owner);
  await node.fs.mkdir(aside, { mode: 0o700 });
  try {
    await node.fs.writeFile(node.path.join(aside, owner), "");
    if (await othersWait(folder, owner)) await pause(LONGEST_PAUSE_MS);
    while (!(await moved(aside, folder))) {
      await clearDead(folder);
      signal.throwIfAborted();
      if (Date.now() >= deadlineMs) throw stillTaken(folder);
      await pause();
    }
  } catch (error) {
    await node.fs.rm(aside, { recursive: true, force: true });
    throw error;
  }
  return {
    async mustBeHeld() {
      await node.fs.access(held).catch(() => {
        throw failure("conflict", `the lock ${folder} was lost`);
      });
    },
    async release() {
      await node.fs.unlink(held).catch(ignore("ENOENT"));
      await removeEmpty(folder);
    },
  };
}

async function moved(from: string, to: string): Promise<boolean> {
  try {
    await node.fs.rename(from, to);
    return true;
  } catch (error) {
    if (isTaken(codeOf(error))) return false;
    throw error;
  }
}

/** What an operating system says when a folder can't be moved onto another that isn't empty; Windows, onto any. */
function isTaken(code: string | undefined): boolean {
  if (code === "ENOTEMPTY" || code === "EEXIST") return true;
  return process.platform === "win32" && (code === "EPERM" || code === "EACCES");
}

async function clearDead(folder: string): Promise<void> {
  const owners = await node.fs.readdir(folder).catch(() => []);
  for (const owner of owners) {
    const held = node.path.join(folder, owner);
    const ageMs = await ageOf(held);
    if (ageMs !== undefined && (await isDead(owner, ageMs)))
      await node.fs.unlink(held).catch(ignore("ENOENT"));
  }
  await removeEmpty(folder);
}

async function removeEmpty(folder: string): Promise<void> {
  await node.fs.rmdir(folder).catch(ignore("ENOENT", "ENOTEMPTY", "EEXIST", "EPERM", "EBUSY"));
}

export async function ageOf(path: string): Promise<number | undefined> {
  return node.fs.stat(path).then(
    ({ mtimeMs }) => Date.now() - mtimeMs,
    () => undefined,
  );
}

function stillTaken(folder: string) {
  return failure(
    "timeout",
    `another process holds ${folder}; if none that uses this file runs any more, delete that folder`,
  );
}

const LONGEST_PAUSE_MS = 12;

/** Short, and not in step with the others that wait. */
async function pause(ms = 2 + Math.random() * (LONGEST_PAUSE_MS - 2)): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, ms));
}

/** Who comes now lets those try first that are there: else a process that writes all the time would starve them. */
async function othersWait(folder: string, owner: string): Promise<boolean> {
  const { dir, base } = node.path.parse(folder);
  const names = await node.fs.readdir(dir || ".");
  return names.some((name) => name.startsWith(`${base}.`) && !name.endsWith(owner));
}
