import { onUse, SourceError } from "@confide/core/adapter";

import { isConflict } from "../calls.ts";
import type { Issuer } from "../issuers/issuer.ts";
import { noteNameOf, type RotationNote } from "../state/note.ts";
import { isGone, type RotationState, versionOf } from "../state/rotation-state.ts";
import { afterNotes, afterRetire } from "./after.ts";
import { overtaken } from "./apply.ts";
import { handleIn } from "./handle.ts";
import { isInUse, type OldCredential } from "./in-use.ts";
import type { Operation, Perform } from "./operation.ts";
import { endOrphans } from "./remove-orphans.ts";

/**
 * Ends the old value of a grace: at the issuer first, since the store knows by then which it is. The note says that this is
 * done, so that nobody does it again, and bounds a grace that ends early until the store shows that the version is retired.
 */
export const endGracePeriod: Perform<"endGracePeriod"> = async ({ grace, together }, seen, operation) => {
  const { note } = grace;
  const { rotationId, base, to } = note;
  const state = await operation.describeIfOld(seen);
  if (state.current === base) return state;
  if (note.isEnded !== true) await endCredential(note, together, state, operation);
  const isToNote =
    note.isEnded !== true && (operation.issuer.revoke || grace.endsMs > operation.time.earliestMs());
  const patch = isToNote ? operation.noteOf({ ...note, isEnded: true }) : {};
  if (isToNote) await operation.calls.annotate(patch);
  const noted = operation.after(state, { description: afterNotes(state.description, patch) });
  const isEnabled = versionOf(state.description.versions, base)?.state === "enabled";
  const retired = isEnabled ? await retire(base, rotationId, noted, operation) : noted;
  if (note.graceMs > 0 || to !== state.current) return retired;
  const finished = { outcome: "resumed", note, graceUntilMs: 0, notNotified: [] } as const;
  return operation.after(retired, { progress: { finished: state.progress.finished ?? finished } });
};

async function endCredential(
  { rotationId, base, to, oldHandle, newHandle }: RotationNote,
  together: readonly string[],
  state: RotationState,
  operation: Operation,
): Promise<void> {
  const { calls } = operation;
  const value = onUse(async () => calls.read(base)).get;
  const old = { rotationId, version: base, handle: oldHandle, value, to, newHandle, together };
  await revokeUnlessInUse(old, state, operation, async (handle) => mustBeFree({ ...old, handle }, operation));
  await endOrphans({ rotationId, newHandle }, state, operation);
}

async function revokeUnlessInUse(
  old: OldCredential,
  state: RotationState,
  operation: Operation,
  mustGoOn: (handle: string | undefined) => Promise<void>,
): Promise<void> {
  const { issuer, name } = operation;
  const { rotationId, version, value, to } = old;
  const { revoke } = issuer;
  if (!revoke || (await isInUse(old, state, operation))) return;
  const about = { rotationId, version, ...(to !== undefined && { previousVersion: version }) };
  await operation.outside("revoke", about, async (signal) => {
    const handle = old.handle ?? (await handleIn(issuer, value));
    const step = { rotationId, name, version, handle, value, signal };
    await revoke({ ...step, mustGoOn: async () => mustGoOn(handle) });
  });
}

/** Looks anew: the rotation after this one may have taken the slot since, and set it already. */
async function mustBeFree(old: OldCredential, operation: Operation): Promise<void> {
  const { name, store } = operation;
  const now = await operation.describe();
  const isTaken = old.handle !== undefined && (await pendingHandle(now, operation)) === old.handle;
  if (!isTaken && !(await isInUse(old, now, operation))) return;
  const message = `a credential of ${name} that was to be revoked is in use again`;
  throw new SourceError({ reason: "conflict", message, store: store.name, ref: name });
}

/** What the next rotation is about to set; a long name has no room in its note. */
async function pendingHandle({ pending }: RotationState, { issuer, calls }: Operation) {
  const { to, newHandle } = pending?.isEnded ? {} : (pending ?? {});
  return newHandle ?? (to === undefined ? undefined : handleIn(issuer, async () => calls.read(to)));
}

async function retire(
  version: string,
  rotationId: string,
  state: RotationState,
  operation: Operation,
): Promise<RotationState> {
  const about = { rotationId, version, previousVersion: version };
  await operation.step("retire", about, async () => operation.calls.retire(version));
  const retired = [...(state.progress.retired ?? []), version];
  return operation.after(state, {
    description: afterRetire(state.description, version),
    progress: { retired },
  });
}

/**
 * Takes back what was made for a rotation that another version has superseded, or that is aborted. A slot is ended only where
 * it is aborted: whoever superseded the rotation may have set it.
 */
export const discardPending: Perform<"discardPending"> = async ({ note, isAborted }, seen, operation) => {
  const { rotationId, to, newHandle: handle, isEnded } = note;
  const { calls, issuer } = operation;
  const attempt = note.attempt + (isAborted && isEnded !== true ? 1 : 0);
  // Its key is spent first: a rotator that is still at it can then neither find the value nor put it again.
  if (isAborted && isEnded !== true)
    await calls.annotate(operation.noteOf({ ...note, attempt, isEnded: true }));
  const state = isAborted && !operation.isAlone ? await operation.describe(seen.progress) : seen;
  if (isAborted && to !== undefined && state.current === to) throw overtaken(operation);
  // A store may have given its number to the version that came instead.
  const isLost = to === undefined || state.current === to;
  const isRetired = !isLost && isGone(to, state.description.versions, operation.store.writes);
  const value = onUse(async () => (isLost ? undefined : calls.read(to))).get;
  const old = { rotationId, version: to ?? "", handle, value, together: [] };
  // What is retired was revoked before, and of what has no name nobody could tell any more which it is.
  const isKnown = to !== undefined && (handle !== undefined || !isRetired);
  if (isKnown && issuer.credentials === "many") await revokeUnlessInUse(old, state, operation, nothing);
  if (isKnown && isAborted && hasNamedSlots(issuer))
    await revokeUnlessInUse(old, state, operation, async (slot) =>
      mustBeFree({ ...old, handle: slot }, operation),
    );
  await endOrphans({ rotationId }, state, operation);
  if (!isLost)
    await operation.step("retire", { rotationId, version: to }, async () =>
      calls.retire(to).catch(ignoreConflict),
    );
  const { to: _to, newHandle: _handle, isEnded: _ended, ...next } = note;
  const patch = isAborted ? operation.noteOf({ ...next, attempt }) : { [noteNameOf(rotationId)]: null };
  await calls.annotate(patch);
  const description = afterNotes(state.description, patch);
  const left = isLost ? {} : afterRetire(state.description, to);
  return operation.after(state, {
    description: { ...left, ...description },
    progress: { discarded: state.progress.discarded ?? rotationId, candidate: undefined },
  });
};

/** One without a name is known by its value only: nobody can say that what is ended isn't the current one. */
function hasNamedSlots({ credentials, handleOf }: Issuer): boolean {
  return credentials === "two-slots" && handleOf !== undefined;
}

export const forget: Perform<"forget"> = async ({ rotationIds }, state, operation) => {
  const patch = Object.fromEntries(rotationIds.map((id) => [noteNameOf(id), null]));
  await operation.calls.annotate(patch);
  return operation.after(state, { description: afterNotes(state.description, patch) });
};

function ignoreConflict(error: unknown): void {
  if (!isConflict(error)) throw error;
}

/** Nobody else ever uses what was never current. */
async function nothing(): Promise<void> {}
