import { onUse, SourceError } from "@confide/core/adapter";

import { isConflict } from "./calls.ts";
import { currentOf } from "./candidate.ts";
import { handleOf } from "./handle.ts";
import type { Issuer, IssuerValue } from "./issuer.ts";
import type { RotationRecord } from "./record.ts";
import type { Run } from "./run.ts";
import { runningGraces } from "./running.ts";
import { isSameValue } from "./same-value.ts";
import { type Grace, type Situation, versionOf } from "./situation.ts";

/** What ends an old credential: at the issuer first, since the store knows by then which it is. */
export interface Ending {
  readonly run: Run;
  readonly issuer: Issuer;
  /** Graces that end together with it; else those that are over. */
  readonly ending?: readonly Grace[];
}

/**
 * Revokes and retires the old version of a rotation. Nothing that is current or in grace is touched, also where somebody
 * made an older value current again.
 *
 * @returns whether its note can go; else the store still counted the version, and the next look will see that it doesn't
 */
export async function endOld(seen: Situation, record: RotationRecord, ending: Ending): Promise<boolean> {
  const { run, issuer } = ending;
  const { revoke } = issuer;
  const { base, rotationId, oldHandle: handle, newHandle, to } = record;
  const situation = await run.lookIfOld(seen);
  if (situation.current === base) return true;
  const value = onUse(async () => run.calls.read(base)).get;
  const about = { rotationId, version: base, previousVersion: base };
  const old = { version: base, handle, value, to, newHandle };
  if (revoke && !(await isInUse(old, situation, ending)))
    await run.step("revoke", about, async () => {
      const known = handle ?? (await handleIn(issuer, value));
      const mustGoOn = async () => mustBeFree({ ...old, handle: known }, ending);
      await revoke({ rotationId, name: run.name, version: base, handle: known, value, mustGoOn });
    });
  if (versionOf(situation.description.versions, base)?.state !== "enabled") return true;
  await run.step("retire", about, async () => run.calls.retire(base));
  return false;
}

async function handleIn(
  issuer: Issuer,
  value: () => Promise<IssuerValue | undefined>,
): Promise<string | undefined> {
  const found = issuer.handleOf && (await value());
  return found && handleOf(issuer, found);
}

interface Old {
  readonly version: string;
  readonly handle: string | undefined;
  readonly value: () => Promise<IssuerValue | undefined>;
  /** What its rotation put in its place, and how that is called. */
  readonly to?: string | undefined;
  readonly newHandle?: string | undefined;
}

/** Looks anew: the rotation after this one may have taken the slot since, and set it already. */
async function mustBeFree(old: Old, ending: Ending): Promise<void> {
  const { run } = ending;
  const now = await run.look();
  const isTaken = old.handle !== undefined && now.begun?.newHandle === old.handle;
  if (!isTaken && !(await isInUse(old, now, ending))) return;
  const message = `a credential of ${run.name} that was to be revoked is in use again`;
  throw new SourceError({ reason: "conflict", message, store: run.store.name, ref: run.name });
}

/** By its name or its value it is also the current one, or one in another grace. */
async function isInUse(old: Old, situation: Situation, ending: Ending): Promise<boolean> {
  const { run, issuer } = ending;
  if (await isCurrent(old, situation, ending)) return true;
  for (const { record } of othersInGrace(old, situation, ending)) {
    const value = async () => run.calls.read(record.base);
    const handle = async () => record.oldHandle ?? handleIn(issuer, value);
    if (await isSame(old, { handle, value }, issuer)) return true;
  }
  return false;
}

async function isCurrent(old: Old, situation: Situation, { run, issuer }: Ending): Promise<boolean> {
  const current = currentOf(run, issuer, situation);
  if (situation.current !== old.to) return isSame(old, current, issuer);
  const newHandle = old.newHandle ?? (await current.handle());
  if (old.handle !== undefined && newHandle !== undefined) {
    if (old.handle !== newHandle) return false;
    if (issuer.credentials === "many") return true;
  }
  return hasSameValue(old, current); // a slot may keep its name when it gets a new value
}

function othersInGrace(old: Old, situation: Situation, { run, ending }: Ending): readonly Grace[] {
  return runningGraces(situation, run).filter(
    ({ record }) =>
      record.base !== old.version &&
      record.base !== situation.current &&
      ending?.every((each) => each.record.base !== record.base) !== false,
  );
}

interface Used {
  readonly handle: () => Promise<string | undefined>;
  readonly value: () => Promise<IssuerValue | undefined>;
}

async function isSame(old: Old, used: Used, issuer: Issuer): Promise<boolean> {
  const handle = old.handle ?? (await handleIn(issuer, old.value));
  return handle === undefined ? hasSameValue(old, used) : handle === (await used.handle());
}

async function hasSameValue(old: Old, used: Used): Promise<boolean> {
  const value = await old.value();
  const other = value && (await used.value());
  return value !== undefined && other !== undefined && isSameValue(value, other);
}

/**
 * Takes back what was made for a rotation that somebody else's version has overtaken, or that is aborted. A slot is left
 * as it is: the next rotation sets it anew, and who overtook this one may have set it.
 */
export async function withdraw(situation: Situation, record: RotationRecord, ending: Ending): Promise<void> {
  const { run, issuer } = ending;
  const { revoke } = issuer;
  const { rotationId, to, newHandle } = record;
  if (to === undefined) return reap(situation, { rotationId }, ending);
  const value = onUse(async () => run.calls.read(to)).get;
  const old = { version: to, handle: newHandle, value };
  if (revoke && issuer.credentials === "many" && !(await isInUse(old, situation, ending)))
    await run.step("revoke", { rotationId, version: to }, async () => {
      const handle = newHandle ?? (await handleIn(issuer, value));
      await revoke({ rotationId, name: run.name, version: to, handle, value, mustGoOn: nothing });
    });
  await reap(situation, { rotationId }, ending);
  // A store may have given its number to the version that came instead.
  if (situation.current !== to)
    await run.step("retire", { rotationId, version: to }, async () =>
      run.calls.retire(to).catch(ignoreConflict),
    );
}

function ignoreConflict(error: unknown): void {
  if (!isConflict(error)) throw error;
}

interface Lost {
  readonly rotationId: string;
  /** What it made and stored. */
  readonly kept?: string | undefined;
}

/** Ends what a crash parted from its value: made at the target for this rotation, and neither kept nor in use. */
export async function reap(situation: Situation, { rotationId, kept }: Lost, ending: Ending): Promise<void> {
  const { run, issuer } = ending;
  const { revoke, listCreated } = issuer;
  if (!revoke || !listCreated) return;
  for (const handle of await listedBy(listCreated, { issuer, rotationId, run })) {
    if (handle === kept || (await isHandleInUse(handle, situation, ending))) continue;
    const value = async (): Promise<undefined> => undefined;
    const lost = { rotationId, name: run.name, version: undefined, handle, value, mustGoOn: nothing };
    await run.step("revoke", { rotationId }, async () => revoke(lost));
  }
}

async function listedBy(
  listCreated: NonNullable<Issuer["listCreated"]>,
  { issuer, rotationId, run }: { readonly issuer: Issuer; readonly rotationId: string; readonly run: Run },
): Promise<readonly string[]> {
  try {
    return await listCreated(rotationId);
  } catch (cause) {
    const message = `${issuer.name} can't list what it made for ${run.name}`;
    throw run.refuse({ step: "revoke", rotationId, message, cause });
  }
}

/** By the current value itself, as an issuer may list more than it made, and a note may be wrong. */
async function isHandleInUse(
  handle: string,
  situation: Situation,
  { run, issuer }: Ending,
): Promise<boolean> {
  const noted = runningGraces(situation, run).map(({ record }) => record.oldHandle);
  if (noted.includes(handle)) return true;
  const current = await run.calls.read(situation.current);
  const value = async () => current;
  // A value of another form, put by hand, was not made by this issuer.
  return handle === (await handleIn(issuer, value).catch(() => undefined));
}

/** Nobody else ever uses what was never current. */
async function nothing(): Promise<void> {}
