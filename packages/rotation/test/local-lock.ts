import type { HeldRotationLock, RotationLock } from "../src/locks/lock.ts";

/** Among the rotators of this process. A holder that has died holds nothing: see `releaseAll`. */
export function localLock(): RotationLock & { readonly releaseAll: () => void } {
  const holders = new Map<string, HeldRotationLock>();
  return {
    releaseAll: () => holders.clear(),
    async acquire(name) {
      if (holders.has(name)) return undefined;
      const held: HeldRotationLock = {
        async mustBeHeld() {
          if (holders.get(name) !== held) throw new Error("the lock was lost");
        },
        release: async () => void (holders.get(name) === held && holders.delete(name)),
      };
      holders.set(name, held);
      return held;
    },
  };
}
