import type { Issuer } from "../issuers/issuer.ts";
import type { HeldRotationLock, RotationLock } from "./lock.ts";
import { RotationError } from "../rotation-error.ts";
import type { RotationOptions } from "../run.ts";

export interface AbortRotationOptions extends RotationOptions {
  readonly issuer: Issuer;
  /**
   * Needed for a store without compare-and-set, and for an issuer that changes its target in `create`.
   *
   * @default none
   */
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
  const held = await guarded(options, "can't be acquired", async () => lock.acquire(name));
  if (!held) return undefined;
  const release = async () => guarded(options, "can't be released", async () => held.release());
  let result: T;
  try {
    result = await work(held);
  } catch (error) {
    // Why the work failed says more than that its lock can't be released either.
    await release().catch(() => {});
    throw error;
  }
  await release();
  return result;
}

/** A lock is somebody's code: what it throws may quote a connection. */
async function guarded<T>(
  { store, name }: AbortRotationOptions,
  what: string,
  call: () => Promise<T>,
): Promise<T> {
  try {
    return await call();
  } catch (cause) {
    const message = `the lock of ${name} ${what}`;
    throw new RotationError({ step: "lock", name, store: store.name, message, cause });
  }
}

/** @throws RotationError where a lock is needed and there is none */
export function checkLock({ store, name, issuer, lock }: AbortRotationOptions): void {
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
