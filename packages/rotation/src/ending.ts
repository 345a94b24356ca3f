import { StoreError } from "@confide/core";

import { isConflict } from "./calls.ts";
import { currentOf } from "./candidate.ts";
import type { Issuer, SecretValue } from "./issuer.ts";
import type { RotationRecord } from "./record.ts";
import type { Run } from "./run.ts";
import { type Situation, versionOf } from "./situation.ts";

/** What ends an old credential: at the issuer first, since the store knows by then which it is. */
export interface Ending {
  readonly run: Run;
  readonly issuer: Issuer;
}

/**
 * Revokes and retires the old version of a rotation. Nothing that is current or in grace is touched, also where somebody
 * made an older value current again.
 *
 * @returns whether its note can go; else the store still counted the version, and the next look will see that it doesn't
 */
export async function endOld(
  old: Situation,
  record: RotationRecord,
  { run, issuer }: Ending,
): Promise<boolean> {
  const { base, rotationId, oldHandle: handle, to } = record;
  const situation = await run.lookIfOld(old);
  if (situation.current === base) return true;
  const value = once(async () => run.calls.read(base));
  const about = { rotationId, version: base, previousVersion: base };
  if (issuer.revoke && !(await isInUse({ handle, value, to }, situation, { run, issuer })))
    await run.step("revoke", about, async () => {
      const known = handle ?? (await handleIn(issuer, value));
      const mustGoOn = async () => mustBeFree({ handle: known, value, to }, { run, issuer });
      await issuer.revoke?.({ rotationId, name: run.name, version: base, handle: known, value, mustGoOn });
    });
  if (versionOf(situation.description.versions, base)?.state !== "enabled") return true;
  await run.step("retire", about, async () => run.calls.retire(base));
  return false;
}

async function handleIn(
  issuer: Issuer,
  value: () => Promise<SecretValue | undefined>,
): Promise<string | undefined> {
  const found = issuer.handleOf && (await value());
  return found && issuer.handleOf?.(found);
}

interface Old {
  readonly handle: string | undefined;
  readonly value: () => Promise<SecretValue | undefined>;
  readonly to: string | undefined;
}

/** Looks anew: the rotation after this one may have taken the slot since, and set it already. */
async function mustBeFree(old: Old, { run, issuer }: Ending): Promise<void> {
  const now = await run.look();
  const isTaken = old.handle !== undefined && now.begun?.newHandle === old.handle;
  if (!isTaken && !(await isInUse(old, now, { run, issuer }))) return;
  const message = `a credential of ${run.name} that was to be revoked is in use again`;
  throw new StoreError({ reason: "conflict", message, store: run.store.kind, ref: run.name });
}

/** What the rotation itself put there is another credential; what somebody else did must be looked at. */
async function isInUse(old: Old, situation: Situation, { run, issuer }: Ending): Promise<boolean> {
  if (situation.current === old.to) return false;
  const current = currentOf(run, issuer, situation);
  if (old.handle !== undefined) return old.handle === (await current.handle());
  const value = await old.value();
  if (!value) return false;
  if (issuer.handleOf) return issuer.handleOf(value) === (await current.handle());
  return value.equals(await current.value());
}

/**
 * Takes back what was made for a rotation that somebody else's version has overtaken, or that is aborted. A slot is left
 * as it is: the next rotation sets it anew, and who overtook this one may have set it.
 */
export async function withdraw(
  situation: Situation,
  record: RotationRecord,
  { run, issuer }: Ending,
): Promise<void> {
  const { rotationId, to, newHandle } = record;
  if (to === undefined) return reap(run, issuer, rotationId);
  const value = once(async () => run.calls.read(to));
  const old = { handle: newHandle, value, to: undefined };
  if (issuer.revoke && issuer.overlap === "multi" && !(await isInUse(old, situation, { run, issuer })))
    await run.step("revoke", { rotationId, version: to }, async () =>
      issuer.revoke?.({
        rotationId,
        name: run.name,
        version: to,
        handle: newHandle,
        value,
        mustGoOn: nothing,
      }),
    );
  await reap(run, issuer, rotationId);
  // A store may have given its number to the version that came instead.
  if (situation.current !== to)
    await run.step("retire", { rotationId, version: to }, async () =>
      run.calls.retire(to).catch(ignoreConflict),
    );
}

function ignoreConflict(error: unknown): void {
  if (!isConflict(error)) throw error;
}

/** Ends what a crash parted from its value: made at the target for this rotation, and not what was kept. */
export async function reap(run: Run, issuer: Issuer, rotationId: string, kept?: string): Promise<void> {
  if (!issuer.listByRotation) return;
  for (const handle of await issuer.listByRotation(rotationId)) {
    if (handle === kept) continue;
    const value = async (): Promise<undefined> => undefined;
    const lost = { rotationId, name: run.name, version: undefined, handle, value, mustGoOn: nothing };
    await run.step("revoke", { rotationId }, async () => issuer.revoke?.(lost));
  }
}

/** Nobody else ever uses what was never current. */
async function nothing(): Promise<void> {}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let reading: Promise<T> | undefined;
  return async () => (reading ??= read());
}
