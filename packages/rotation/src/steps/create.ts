import { isConflict } from "../calls.ts";
import type { Issuer, IssuerValue } from "../issuers/issuer.ts";
import { fits, noteNameOf, type RotationNote, type StartedNote } from "../state/note.ts";
import type { Candidate } from "../state/progress.ts";
import type { RotationState } from "../state/rotation-state.ts";
import { named } from "../rotated-secret.ts";
import { uuidOf } from "../uuid.ts";
import { afterNotes, afterPut } from "./after.ts";
import { overtaken } from "./apply.ts";
import { currentOf } from "./current.ts";
import { handleIn, handleOf } from "./handle.ts";
import { assertNew } from "./new-value.ts";
import type { Operation, Perform } from "./operation.ts";
import { isSameValue } from "./same-value.ts";
import { madeFor } from "./remove-orphans.ts";

/** Goes on with the value that an earlier run has stored and noted. */
export const resume: Perform<"resume"> = async ({ note }, state, operation) => {
  const value = await operation.calls.read(note.to);
  if (!value) return operation.after(state, { progress: { lost: note.to } });
  await assertNew(value, state, operation);
  return operation.after(state, { progress: { candidate: { note, value, done: ["note"] } } });
};

/** Goes on with a pending version that has no note, if its credential is one that the target has made for this rotation. */
export const adopt: Perform<"adopt"> = async ({ note }, state, operation) => {
  const { calls, issuer, after } = operation;
  const value = await calls.read(note.to);
  const newHandle = value && (await handleIn(issuer, async () => value).catch(() => undefined));
  const isOwn = newHandle !== undefined && (await madeFor(note.rotationId, operation)).includes(newHandle);
  if (!value || !isOwn) return after(state, { progress: { foreign: note.to } });
  const current = currentOf(state, operation);
  await assertNew(value, state, operation, current.value);
  const noted = { ...note, oldHandle: await current.handleIfKnown(), newHandle };
  return after(state, { progress: { candidate: { note: noted, value, done: [] } } });
};

/** Makes a value and stores it as pending. Its note is written before anybody outside hears of it. */
export const create: Perform<"create"> = async ({ note }, state, operation) =>
  createUnder(putKeyOf(note), note, state, operation);

/** @param key under which the store knows the value, whoever puts it */
export async function createUnder(
  key: string,
  note: RotationNote,
  state: RotationState,
  operation: Operation,
): Promise<RotationState> {
  const { issuer, name, clock, after } = operation;
  const { rotationId, base } = note;
  assertFits(note, operation);
  const about = { rotationId, previousVersion: base };
  const current = currentOf(state, operation);
  const { value: currentValue, handle: currentHandle } = current;
  const step = { rotationId, name, current: currentValue, currentHandle, idempotencyKey: key };
  const value = await operation.outside("create", about, async (signal) =>
    named(await issuer.create({ ...step, signal }), name),
  );
  await assertNew(value, state, operation, current.value);
  if (issuer.listCreated) await assertNotSpent(value, { note, state, operation });
  const putMs = clock.now();
  const storing = { note, state, operation };
  const stored = await operation.step("store", about, async () => storedUnder(key, value, storing));
  if (stored.value !== value) await assertNew(stored.value, state, operation, current.value);
  const handles = { oldHandle: await current.handleIfKnown(), newHandle: handleOf(issuer, stored.value) };
  const candidate: Candidate = {
    note: { ...note, to: stored.version, ...handles },
    value: stored.value,
    putMs: stored.value === value ? putMs : undefined,
    done: [],
  };
  const description = afterPut(state.description, stored.version);
  return after(state, { description, progress: { candidate } });
}

/** Another rotator takes for lost what isn't stored yet: it spends the key before it ends that. */
async function assertNotSpent(value: IssuerValue, storing: Storing): Promise<void> {
  const {
    operation,
    note: { base, attempt },
  } = storing;
  const { current, pending } = await operation.describe();
  if (current === base && (pending?.attempt ?? attempt) === attempt) return;
  await revokeMade(value, storing);
  throw overtaken(operation);
}

/** A note that is refused later would leave a rotation that nobody can end. */
function assertFits(note: RotationNote, { store, name, refuse }: Operation): void {
  const { longestNote } = store;
  const { rotationId } = note;
  if (fits(note, longestNote)) return;
  const message = `the notes of a rotation of ${name} would be longer than the ${longestNote} characters that ${store.name} takes`;
  throw refuse({
    step: "plan",
    rotationId,
    message,
    fix: "give its versions, or its property, shorter names",
  });
}

export const note: Perform<"note"> = async ({ candidate, forget }, seen, operation) => {
  const { rotationId, to, base } = candidate.note;
  const state = await lookedAgain(candidate.note, seen, operation);
  const forgotten = Object.fromEntries(forget.map((id) => [noteNameOf(id), null]));
  const patch = { ...forgotten, ...operation.noteOf(candidate.note) };
  const about = { rotationId, version: to, previousVersion: base };
  await operation.step("note", about, async () =>
    operation.calls.annotate(patch, operation.isAlone ? undefined : state.description.etag),
  );
  return operation.after(state, {
    description: afterNotes(state.description, patch),
    progress: { candidate: { ...candidate, done: ["note"] } },
  });
};

/**
 * Who was held up while it made or put a value must not write over what was noted since: that the rotation has come to its
 * end, or was given up.
 */
async function lookedAgain(
  { base, to }: StartedNote,
  seen: RotationState,
  operation: Operation,
): Promise<RotationState> {
  if (operation.isAlone) return seen;
  const now = await operation.describe(seen.progress);
  const [noted, before] = [now.pending, seen.pending];
  const isUnchanged = noted?.attempt === before?.attempt && noted?.to === before?.to;
  if (now.current === base && (isUnchanged || noted?.to === to)) return now;
  throw overtaken(operation);
}

function putKeyOf({ rotationId, attempt }: RotationNote): string {
  return uuidOf("value", rotationId, String(attempt));
}

interface Storing {
  readonly note: RotationNote;
  readonly state: RotationState;
  readonly operation: Operation;
}

interface Stored {
  readonly value: IssuerValue;
  readonly version: string;
}

/** What the store now has under this rotation's key: the value that was made, or the one that was there first. */
async function storedUnder(key: string, value: IssuerValue, storing: Storing): Promise<Stored> {
  const {
    operation,
    note: { base },
  } = storing;
  try {
    return { value, version: await operation.calls.put(value, key, base) };
  } catch (error) {
    if (!isConflict(error)) throw error;
    const held = await heldUnder(key, value, storing);
    if (held?.value !== value) await revokeMade(value, storing);
    if (held) return held;
    throw error;
  }
}

/**
 * What is pending, if it was put by this rotation: the same put again proves it. Else the value that was made, as the
 * conflict may have been with a note. Where neither goes, the key is spent. What waits is no use where making a value has
 * overwritten it at the target.
 */
async function heldUnder(
  key: string,
  made: IssuerValue,
  { note: start, state, operation }: Storing,
): Promise<Stored | undefined> {
  const { calls } = operation;
  const { current, pending, description } = await operation.describe();
  if (current !== state.current || pending?.to !== undefined) return undefined;
  const pendingVersion = overwritesSlot(operation.issuer) ? undefined : description.pending;
  const found = pendingVersion === undefined ? undefined : await calls.read(pendingVersion);
  // Of another part, it holds the current value of this one.
  const waiting = found && isSameValue(found, await currentOf(state, operation).value()) ? undefined : found;
  for (const value of waiting ? [waiting, made] : [made]) {
    const version = await calls.put(value, key, start.base).catch(unlessConflict);
    if (version !== undefined) return { value, version };
  }
  // Guarded: another rotator may be about to note what it has put.
  const spent = operation.noteOf({ ...start, attempt: start.attempt + 1 });
  await calls.annotate(spent, description.etag).catch(unlessConflict);
  return undefined;
}

function overwritesSlot({ exclusive, credentials }: Issuer): boolean {
  return exclusive === true && credentials !== "many";
}

function unlessConflict(error: unknown): undefined {
  if (!isConflict(error)) throw error;
}

/** Made at the target, and nobody will ever know it. */
async function revokeMade(value: IssuerValue, { note: start, operation }: Storing): Promise<void> {
  const { issuer, name } = operation;
  if (!issuer.listCreated || !issuer.revoke) return;
  const { revoke } = issuer;
  const { rotationId } = start;
  const step = { rotationId, name, version: undefined, handle: handleOf(issuer, value) };
  await operation.outside("revoke", { rotationId }, async (signal) =>
    revoke({ ...step, signal, value: async () => value, mustGoOn: async () => {} }),
  );
}
