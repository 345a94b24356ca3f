import { isConflict } from "../calls.ts";
import type { IssuerValue } from "../issuers/issuer.ts";
import { fits, noteNameOf, type RotationNote, type StartedNote } from "../state/note.ts";
import type { Candidate } from "../state/progress.ts";
import { pendingVersionIn, type RotationState } from "../state/rotation-state.ts";
import { uuidOf } from "../uuid.ts";
import { afterNotes, afterPut } from "./after.ts";
import { currentOf } from "./current.ts";
import { handleOf } from "./handle.ts";
import { assertNew } from "./new-value.ts";
import type { Operation, Perform } from "./operation.ts";

/** Goes on with the value that an earlier run has stored and noted. */
export const resume: Perform<"resume"> = async ({ note }, state, operation) => {
  const value = await operation.calls.read(note.to);
  if (!value) return operation.after(state, { progress: { lost: note.to } });
  await assertNew(value, state, operation);
  return operation.after(state, { progress: { candidate: { note, value, done: ["note"] } } });
};

/**
 * Goes on with a pending version that has no note, if this rotation has put it: the same put again proves it. Nothing is
 * made then, of which the target might have no room for another.
 */
export const adopt: Perform<"adopt"> = async ({ note }, state, operation) => {
  const { calls } = operation;
  const value = await calls.read(note.to);
  const isOwn =
    value && (await calls.put(value, putKeyOf(note), note.base).catch(unlessConflict)) === note.to;
  if (!value || !isOwn) return operation.after(state, { progress: { foreign: note.to } });
  return operation.after(state, { progress: { candidate: await adopted(note, value, state, operation) } });
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
  const step = { rotationId, name, current: current.value, currentHandle: current.handle };
  const value = await operation.step("create", about, async () => issuer.create(step));
  await assertNew(value, state, operation, current.value);
  const putMs = clock.now();
  const to = await operation.step("store", about, async () => stored(key, value, { note, state, operation }));
  const made = { ...note, to, oldHandle: await current.handleIfKnown(), newHandle: handleOf(issuer, value) };
  const candidate: Candidate = { note: made, value, putMs, done: [] };
  return after(state, { description: afterPut(state.description, to), progress: { candidate } });
}

/** A note that is refused later would leave a rotation that nobody can end. */
function assertFits({ base, rotationId }: RotationNote, { store, name, refuse }: Operation): void {
  const { longestNote } = store.writes;
  if (fits({ base }, longestNote)) return;
  const message = `the notes of a rotation of ${name} would be longer than the ${longestNote} characters that ${store.name} takes`;
  throw refuse({ step: "plan", rotationId, message, fix: "give its versions shorter names" });
}

async function adopted(
  note: StartedNote,
  value: IssuerValue,
  state: RotationState,
  operation: Operation,
): Promise<Candidate> {
  const current = currentOf(state, operation);
  await assertNew(value, state, operation, current.value);
  const handles = {
    oldHandle: await current.handleIfKnown(),
    newHandle: handleOf(operation.issuer, value),
  };
  return { note: { ...note, ...handles }, value, done: [] };
}

export const note: Perform<"note"> = async ({ candidate, forget }, state, operation) => {
  const { rotationId, to, base } = candidate.note;
  const forgotten = Object.fromEntries(forget.map((id) => [noteNameOf(id), null]));
  const patch = { ...forgotten, ...operation.noteOf(candidate.note) };
  const about = { rotationId, version: to, previousVersion: base };
  await operation.step("note", about, async () => operation.calls.annotate(patch));
  return operation.after(state, {
    description: afterNotes(state.description, patch),
    progress: { candidate: { ...candidate, done: ["note"] } },
  });
};

function putKeyOf({ rotationId, attempt }: RotationNote): string {
  return uuidOf("value", rotationId, String(attempt));
}

interface Storing {
  readonly note: RotationNote;
  readonly state: RotationState;
  readonly operation: Operation;
}

/** @throws SourceError a conflict, where the store has something else under the key */
async function stored(key: string, value: IssuerValue, storing: Storing): Promise<string> {
  const {
    operation,
    note: { base },
  } = storing;
  try {
    return await operation.calls.put(value, key, base);
  } catch (error) {
    if (!isConflict(error)) throw error;
    const version = await putOnceMore(key, value, storing);
    if (version !== undefined) return version;
    await revokeMade(value, storing);
    throw error;
  }
}

/** The conflict may have been with a note. Where it wasn't, and nothing pending explains it, the key is spent. */
async function putOnceMore(
  key: string,
  value: IssuerValue,
  { note: start, state, operation }: Storing,
): Promise<string | undefined> {
  const { calls } = operation;
  const { current, pending, description } = await operation.describe();
  const waiting = pendingVersionIn(description);
  const isSame = waiting === undefined || waiting === state.progress.foreign;
  if (current !== state.current || pending?.to !== undefined || !isSame) return undefined;
  const version = await calls.put(value, key, start.base).catch(unlessConflict);
  if (version !== undefined) return version;
  // Guarded: another rotator may be about to note what it has put.
  const spent = operation.noteOf({ ...start, attempt: start.attempt + 1 });
  await calls.annotate(spent, description.etag).catch(unlessConflict);
  return undefined;
}

function unlessConflict(error: unknown): undefined {
  if (!isConflict(error)) throw error;
}

/** Made at the target, and nobody will ever know it. */
async function revokeMade(value: IssuerValue, { note: start, operation }: Storing): Promise<void> {
  const { issuer, name } = operation;
  if (!issuer.listCreated) return;
  const handle = handleOf(issuer, value);
  const { rotationId } = start;
  const step = { rotationId, name, version: undefined, handle };
  await issuer.revoke?.({ ...step, value: async () => value, mustGoOn: async () => {} });
}
