import { type FileLock, seekLock } from "@confide/core/adapter";

import type { Bounds } from "./bounds.ts";
import { failure } from "./errors.ts";

/** The right to change a file, among all processes that use this lock. */
export interface Lock {
  /** Rejects if someone else took it, which only happens after a minute's suspension on a shared disk. */
  mustBeHeld(): Promise<void>;
  /** Removes what processes left that died while they waited. */
  clearLeftovers(): void;
  release(): Promise<void>;
}

/**
 * Core's lock, at `<path>.lock`, and waited for. No package is used here: proper-lockfile judges by age alone, so after a
 * kill it waits for seconds, and it breaks the lock of a process that was only slow.
 */
export async function takeLock(path: string, { signal, deadlineMs }: Bounds): Promise<Lock> {
  const folder = `${path}.lock`;
  const seeker = seekLock(folder);
  try {
    // Who comes now lets those try first that are there: else a process that writes all the time would starve them.
    if (seeker.othersWait()) await pause(LONGEST_PAUSE_MS);
    for (;;) {
      const lock = seeker.take();
      if (lock) return held(lock, folder);
      signal.throwIfAborted();
      if (Date.now() >= deadlineMs) throw stillTaken(folder);
      await pause();
    }
  } catch (error) {
    seeker.giveUp();
    throw error;
  }
}

function held(lock: FileLock, folder: string): Lock {
  return {
    async mustBeHeld() {
      try {
        lock.mustBeHeld();
      } catch (error) {
        throw failure("conflict", `the lock ${folder} was lost`, { cause: error });
      }
    },
    clearLeftovers: () => lock.clearLeftovers(),
    release: async () => lock.release(),
  };
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
