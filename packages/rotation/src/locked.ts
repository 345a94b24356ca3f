import type { Issuer } from "./issuer.ts";
import type { HeldRotationLock, RotationLock } from "./lock.ts";
import { RotationError } from "./rotation-error.ts";
import type { RotationOptions } from "./run.ts";

export interface AbortRotationOptions extends RotationOptions {
  readonly issuer: Issuer;
  /** Needed for a store without compare-and-set, and for an issuer that changes its target in `create`. */
  readonly lock?: RotationLock | undefined;
}

/** Does the work under the lock, if there is one. `undefined`: somebody else is at it. */
export async function locked<T>(
  options: AbortRotationOptions,
  work: (held: HeldRotationLock | undefined) => Promise<T>,
): Promise<T | undefined> {
  const { lock, name } = options;
  checkLock(options);
  if (!lock) return work(undefined);
  const held = await lock.acquire(name);
  if (!held) return undefined;
  try {
    return await work(held);
  } finally {
    await held.release();
  }
}

function checkLock({ store, name, issuer, lock }: AbortRotationOptions): void {
  if (lock) return;
  const why =
    store.writes.cas === "none"
      ? `${store.name} has no compare-and-set, so that two rotators could overwrite each other`
      : issuer.exclusive === true
        ? `${issuer.name} changes its target while it makes a value, so that two rotators would break each other's`
        : undefined;
  if (why === undefined) return;
  const fix = "pass lock: postgresLock({ … }) or fileLock({ … })";
  throw new RotationError({ step: "lock", name, store: store.name, message: why, fix });
}
