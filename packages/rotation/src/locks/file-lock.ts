import type { HeldLock, Lock } from "../lock.ts";
import { codeOf, node } from "../node.ts";
import { isDead, ownerName } from "./owner.ts";

export interface FileLockOptions {
  /** A folder for the locks, on a disk of this machine. It is made where it isn't there. */
  readonly folder: string;
}

/**
 * A lock among the processes of one machine. A lock is a folder with one file in it, named after its owner; it is made
 * aside and moved into place, which fails while another's file is in there. A dead owner's file is deleted by its name, so
 * that nobody breaks by mistake a lock that was taken meanwhile.
 */
export function fileLock({ folder }: FileLockOptions): Lock {
  return {
    async acquire(name) {
      const { fs, path } = node;
      const owner = await ownerName();
      const place = path.join(folder, `${encodeURIComponent(name)}.lock`);
      const aside = `${place}.${owner}`;
      await fs.mkdir(folder, { recursive: true, mode: 0o700 });
      await fs.mkdir(aside, { mode: 0o700 });
      try {
        await fs.writeFile(path.join(aside, owner), "");
        const isMine =
          (await moved(aside, place)) || ((await clearedOfDead(place)) && (await moved(aside, place)));
        return isMine ? heldBy(owner, place) : undefined;
      } finally {
        await fs.rm(aside, { recursive: true, force: true }); // gone already where it was moved
      }
    },
  };
}

function heldBy(owner: string, place: string): HeldLock {
  const mine = node.path.join(place, owner);
  return {
    mustBeHeld: async () => node.fs.access(mine),
    async release() {
      await node.fs.rm(mine, { force: true });
      await node.fs.rmdir(place).catch(() => {}); // somebody else has it by now
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

/** What a folder that can't be moved onto another says; on Windows, where none can, also what a refusal says elsewhere. */
function isTaken(code: string | undefined): boolean {
  if (code === "ENOTEMPTY" || code === "EEXIST") return true;
  return process.platform === "win32" && (code === "EPERM" || code === "EACCES");
}

async function clearedOfDead(place: string): Promise<boolean> {
  const owners = await node.fs.readdir(place).catch(() => [] as string[]);
  const dead = await Promise.all(owners.map(async (owner) => isDead(owner)));
  for (const [index, owner] of owners.entries())
    if (dead[index] === true) await node.fs.rm(node.path.join(place, owner), { force: true });
  if (process.platform === "win32") await node.fs.rmdir(place).catch(() => {}); // there none is moved onto another
  return dead.every(Boolean);
}
