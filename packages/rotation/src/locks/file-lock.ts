import { type FileLock, knownOptions, seekLock } from "@confide/core/adapter";

import type { HeldRotationLock, RotationLock } from "./lock.ts";
import { node } from "../node.ts";

export interface FileLockOptions {
  /** A folder for the locks. It is made where it isn't there. */
  readonly folder: string;
}

/**
 * A lock among the processes of one machine, by files. The lock of a process that died is free at once. One of another
 * machine or container that shares the folder is free 60 s after its last sign of life, of which it gives one every 10 s.
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { fileLock, randomKey, rotate } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * const lock = fileLock({ folder: "." });
 * await rotate({ store, name: "prod/api-key", issuer: randomKey(), lock });
 * ```
 */
export function fileLock(options: FileLockOptions): RotationLock {
  knownOptions("fileLock()", options, { folder: true });
  const { folder } = options;
  return {
    async acquire(name) {
      await node.fs.mkdir(folder, { recursive: true, mode: 0o700 });
      const seeker = seekLock(node.path.join(folder, `${encodeURIComponent(name)}.lock`));
      try {
        const lock = seeker.take();
        if (!lock) return undefined;
        lock.clearLeftovers();
        return held(lock);
      } finally {
        seeker.giveUp(); // nothing is there any more where it was taken
      }
    },
  };
}

function held(lock: FileLock): HeldRotationLock {
  return {
    mustBeHeld: async () => lock.mustBeHeld(),
    release: async () => lock.release(),
  };
}
