import { type RotationNote } from "../state/note.ts";
import { pendingVersionIn, type RotationState } from "../state/rotation-state.ts";
import { gracedNotes } from "../state/running-graces.ts";
import { afterNotes } from "./after.ts";
import { overtaken } from "./apply.ts";
import { handleIn } from "./handle.ts";
import type { Operation, Perform } from "./operation.ts";

/**
 * Ends what a crash parted from its value, before another is made. Its key is spent first: a rotator that was only held up
 * then finds that its credential is gone, and makes another. The first note of a rotation is written here: if a crash loses what is
 * made next and another version becomes current, it is found by that.
 */
export const removeOrphans: Perform<"removeOrphans"> = async ({ note, isAborted }, state, operation) => {
  const orphans = await orphansOf(note.rotationId, state, operation);
  const progress = { orphans: orphans.length };
  const isNoted = state.pending !== undefined || isAborted;
  if (orphans.length === 0 && isNoted) return operation.after(state, { progress });
  const now = await operation.describe(state.progress);
  if (now.current !== state.current || isStored(now, state)) throw overtaken(operation);
  const patch = operation.noteOf({ ...note, attempt: note.attempt + Math.min(orphans.length, 1) });
  await operation.calls.annotate(patch, now.description.etag);
  await revokeEach(orphans, note.rotationId, operation);
  return operation.after(now, { description: afterNotes(now.description, patch), progress });
};

function isStored({ pending, description }: RotationState, { progress }: RotationState): boolean {
  const waiting = pendingVersionIn(description);
  if (pending?.to !== undefined) return pending.to !== progress.lost;
  return waiting !== undefined && waiting !== progress.foreign;
}

/** Ends what is lost of a rotation that is over, or given up: nobody makes anything for it any more. */
export async function endOrphans(
  { rotationId, newHandle }: Pick<RotationNote, "rotationId" | "newHandle">,
  state: RotationState,
  operation: Operation,
): Promise<void> {
  const orphans = await orphansOf(rotationId, state, operation);
  await revokeEach(
    orphans.filter((handle) => handle !== newHandle),
    rotationId,
    operation,
  );
}

/** The handles of what was made at the target for a rotation, and is neither current nor in grace. */
async function orphansOf(
  rotationId: string,
  state: RotationState,
  operation: Operation,
): Promise<readonly string[]> {
  const { issuer } = operation;
  if (!issuer.revoke || !issuer.listCreated) return [];
  const orphans: string[] = [];
  for (const handle of await madeFor(rotationId, operation))
    if (!(await isHandleInUse(handle, state, operation))) orphans.push(handle);
  return orphans;
}

/** The handles of what the target has made for a rotation. */
export async function madeFor(rotationId: string, operation: Operation): Promise<readonly string[]> {
  const { issuer, name, refuse } = operation;
  try {
    return await operation.within(
      async (signal) => (await issuer.listCreated?.(rotationId, { signal })) ?? [],
    );
  } catch (cause) {
    const message = `${issuer.name} can't list what it made for ${name}`;
    throw refuse({ step: "revoke", rotationId, message, cause });
  }
}

async function revokeEach(
  handles: readonly string[],
  rotationId: string,
  { issuer, name, outside }: Operation,
): Promise<void> {
  const value = async (): Promise<undefined> => undefined;
  for (const handle of handles) {
    const step = { rotationId, name, version: undefined, handle, value, mustGoOn: async () => {} };
    await outside("revoke", { rotationId }, async (signal) => issuer.revoke?.({ ...step, signal }));
  }
}

/** By the values themselves where no note has its name, as an issuer may list more than it made, and a note may be wrong. */
async function isHandleInUse(handle: string, state: RotationState, operation: Operation): Promise<boolean> {
  const { calls, issuer, time, name, refuse } = operation;
  const graced = gracedNotes(state, time.range());
  if (graced.some(({ oldHandle }) => oldHandle === handle)) return true;
  // A long name may have no room in a note.
  const unnamed = graced.flatMap(({ oldHandle, base }) => (oldHandle === undefined ? base : []));
  try {
    for (const version of [state.current, ...unnamed])
      if (handle === (await handleIn(issuer, async () => calls.read(version)))) return true;
    return false;
  } catch (cause) {
    // A value of another form, put by hand, was not made by an issuer that knows what it has made.
    if (issuer.exclusive !== true) return false;
    const message = `${issuer.name} can't say which credentials of ${name} are in use`;
    throw refuse({ step: "revoke", message, cause });
  }
}
