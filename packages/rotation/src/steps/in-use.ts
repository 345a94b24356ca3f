import type { Issuer, IssuerValue } from "../issuers/issuer.ts";
import type { StartedNote } from "../state/note.ts";
import type { RotationState } from "../state/rotation-state.ts";
import { gracedNotes } from "../state/running-graces.ts";
import { currentOf } from "./current.ts";
import { handleIn } from "./handle.ts";
import type { Operation } from "./operation.ts";
import { holdsSame } from "./same-value.ts";

/** What is to be revoked. */
export interface OldCredential {
  readonly rotationId: string;
  readonly version: string;
  readonly handle: string | undefined;
  readonly value: () => Promise<IssuerValue | undefined>;
  /** What its rotation put in its place, and how that is called. */
  readonly to?: string | undefined;
  readonly newHandle?: string | undefined;
  /** Rotations whose graces end in the same call. */
  readonly together: readonly string[];
}

/** Whether it is also the current credential, or one in another grace: by its name or its value. */
export async function isInUse(
  old: OldCredential,
  state: RotationState,
  operation: Operation,
): Promise<boolean> {
  const { issuer, calls } = operation;
  if (await isCurrent(old, state, operation)) return true;
  for (const note of othersInGrace(old, state, operation)) {
    const value = async () => calls.read(note.base);
    const handle = async () => note.oldHandle ?? handleIn(issuer, value);
    if (await isSame(old, { handle, value }, issuer)) return true;
  }
  return false;
}

async function isCurrent(old: OldCredential, state: RotationState, operation: Operation): Promise<boolean> {
  const { issuer } = operation;
  const current = currentOf(state, operation);
  if (state.current !== old.to) return isSame(old, current, issuer);
  const newHandle = old.newHandle ?? (await current.handle());
  if (old.handle !== undefined && newHandle !== undefined) {
    if (old.handle !== newHandle) return false;
    if (issuer.credentials === "many") return true;
  }
  return hasSameValue(old, current, issuer); // a slot may keep its name when it gets a new value
}

function othersInGrace(
  { version, together }: OldCredential,
  state: RotationState,
  { time }: Operation,
): readonly StartedNote[] {
  return gracedNotes(state, time.range()).filter(
    ({ base, rotationId }) => base !== version && base !== state.current && !together.includes(rotationId),
  );
}

interface UsedCredential {
  readonly handle: () => Promise<string | undefined>;
  readonly value: () => Promise<IssuerValue | undefined>;
}

async function isSame(old: OldCredential, used: UsedCredential, issuer: Issuer): Promise<boolean> {
  const handle = old.handle ?? (await handleIn(issuer, old.value));
  return handle === undefined ? hasSameValue(old, used, issuer) : handle === (await used.handle());
}

async function hasSameValue(old: OldCredential, used: UsedCredential, issuer: Issuer): Promise<boolean> {
  const value = await old.value();
  const other = value && (await used.value());
  return value !== undefined && other !== undefined && holdsSame(value, other, issuer);
}
