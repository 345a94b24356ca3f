import { within } from "@confide/core/adapter";

import type { Issuer } from "../issuers/issuer.ts";
import type { HeldRotationLock, RotationLock } from "./lock.ts";
import { rotatedSecret } from "../rotated-secret.ts";
import { IssuerError, RotationError } from "../rotation-error.ts";
import type { RotationOptions } from "../run.ts";
import { uuidOf } from "../uuid.ts";

export interface AbortRotationOptions extends RotationOptions {
  readonly issuer: Issuer;
  /**
   * Needed for a store without compare-and-set, for an issuer that changes its target in `create`, and for a property of a
   * JSON secret in Google Secret Manager and Vault.
   *
   * @default none
   */
  readonly lock?: RotationLock | undefined;
  /**
   * How long one call to the issuer may take, in milliseconds.
   *
   * @default 60_000
   */
  readonly issuerTimeoutMs?: number | undefined;
}

/** What came of work under a lock; `undefined`: somebody else has it. */
export type LockedResult<T> = (T & { readonly lockProblem?: string }) | undefined;

/** Does the work under the lock, if there is one. A lock that can't be released undoes nothing: it is reported. */
export async function locked<T extends object>(
  options: AbortRotationOptions,
  work: (held: HeldRotationLock | undefined) => Promise<T>,
): Promise<LockedResult<T>> {
  checkLock(options);
  if (!options.lock) return work(undefined);
  const held = await acquired(options.lock, options);
  if (!held) return undefined;
  const release = async () => guarded(options, "can't be released", async () => held.release());
  let result: T;
  try {
    result = await work({
      release,
      mustBeHeld: async () => guarded(options, "was lost", async (signal) => held.mustBeHeld(signal)),
    });
  } catch (error) {
    // Why the work failed says more than that its lock can't be released either.
    await release().catch(() => {});
    throw error;
  }
  const problem = await release().then(
    () => undefined,
    (error: unknown) => error,
  );
  return problem instanceof RotationError ? { ...result, lockProblem: problem.message } : result;
}

/** One that comes when nobody waits for it any more is given back. */
async function acquired(
  lock: RotationLock,
  options: AbortRotationOptions,
): Promise<HeldRotationLock | undefined> {
  let acquiring: Promise<HeldRotationLock | undefined> | undefined;
  try {
    return await guarded(options, "can't be acquired", async (signal) => {
      acquiring = lock.acquire(lockNameOf(options), { signal });
      return acquiring;
    });
  } catch (error) {
    acquiring?.then(async (held) => held?.release()).catch(() => {});
    throw error;
  }
}

/** The same for each spelling of the secret's name and each of its properties, and another one for each store; short enough for a file. */
export function lockNameOf({
  store,
  name,
  scope = "",
}: Pick<AbortRotationOptions, "store" | "name" | "scope">): string {
  const { name: secret } = rotatedSecret(name, store.name);
  const spelt = store.canonicalName?.(secret) ?? secret;
  const shown = spelt.replaceAll(/[^A-Za-z0-9]+/g, "-").slice(0, 40);
  return `${shown}-${uuidOf("lock", scope, store.name, spelt)}`;
}

/** A lock is somebody's code: what it throws may quote a connection, and it may never answer. */
async function guarded<T>(
  { store, name, signal, timeoutMs: ms = 10_000 }: AbortRotationOptions,
  what: string,
  call: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const failed = (cause: unknown): never => {
    const message = `the lock of ${name} ${what}`;
    throw new RotationError({ step: "lock", name, store: store.name, message, cause });
  };
  return within(
    { ms, signal },
    async (limit) => call(limit).catch(failed),
    () => {
      signal?.throwIfAborted();
      return failed(new IssuerError(`no answer within ${ms} ms`));
    },
  );
}

/** @throws RotationError where a lock is needed and there is none */
export function checkLock({ store, name, issuer, lock }: AbortRotationOptions): void {
  if (lock) return;
  const why =
    store.writes.cas === "none"
      ? `${store.name} has no compare-and-set, so that two rotators could overwrite each other`
      : store.writes.pending === "sibling" && rotatedSecret(name, store.name).property !== undefined
        ? `${store.name} has one place for what waits beside a secret, so that rotators of two of its properties would overwrite each other's`
        : issuer.exclusive === true
          ? `${issuer.name} changes its target while it makes a value, so that two rotators would break each other's`
          : undefined;
  if (why === undefined) return;
  const fix = "pass lock: postgresLock({ … }) or fileLock({ … })";
  throw new RotationError({ step: "lock", name, store: store.name, message: why, fix });
}
