import { type CallContext, isSourceError, type Secret, SourceError } from "@confide/core/adapter";

import { conflict } from "./errors.ts";
import { KIND, siblingOf } from "./names.ts";
import { checkNewest, payloadOf } from "./put.ts";
import type { SecretCalls } from "./secret-calls.ts";
import type { Sibling } from "./sibling.ts";
import { numberOf, type PendingVersion, type SecretState, waitingIn } from "./state.ts";
import type { Turns } from "./turns.ts";

type Content = Secret<string | Uint8Array>;

export interface Promotion {
  readonly name: string;
  readonly version: string;
  readonly expectCurrent: string;
  readonly state: SecretState;
  readonly newest: string;
  readonly valueIn: (name: string, version: string) => Promise<Content>;
  readonly context: CallContext;
}

/** Adds the value as the newest version. An older version is kept once more. */
export async function promoted(
  { calls, sibling, turn }: { readonly calls: SecretCalls; readonly sibling: Sibling; readonly turn: Turns },
  promotion: Promotion,
): Promise<void> {
  const { name, version, expectCurrent, state, newest, context } = promotion;
  if (await isPromoted(promotion, sibling)) return;
  checkNewest(name, newest, expectCurrent);
  const waiting = waitingOf(promotion);
  const data = payloadOf(name, await valueOfVersion(promotion));
  const key = waiting?.key ?? keyOf(version);
  const next = String(numberOf(newest) + 1);
  const added = await turn.add(calls, { name, state, version: next, data, key, context });
  if (!waiting) return;
  if (added !== version) throw conflict(name, "was given another version meanwhile");
  await sibling.destroyPromoted(waiting.keptAs);
}

function waitingOf({ state, newest, version }: Promotion): PendingVersion | undefined {
  const waiting = waitingIn(state, newest);
  return waiting?.version === version ? waiting : undefined;
}

async function valueOfVersion(promotion: Promotion): Promise<Content> {
  const { name, version, valueIn } = promotion;
  const waiting = waitingOf(promotion);
  try {
    return await (waiting ? valueIn(siblingOf(name), waiting.keptAs) : valueIn(name, version));
  } catch (error) {
    throw isGone(error) ? notFound(name, version) : error;
  }
}

/** Whether this promotion was made before. */
async function isPromoted(promotion: Promotion, sibling: Sibling): Promise<boolean> {
  const { name, version, newest, state, valueIn } = promotion;
  if (newest === version) return isWhatWaited(promotion, sibling);
  if (state.puts.get(keyOf(version)) !== newest) return false;
  const [again, value] = [await valueIn(name, newest), await valueOfVersion(promotion)];
  return again.equals(value);
}

/** Under the number that a value waits for, somebody may have added another one. */
async function isWhatWaited(
  { name, version, state: { pending }, valueIn }: Promotion,
  sibling: Sibling,
): Promise<boolean> {
  if (pending?.version !== version) return true;
  const waited = await valueIn(siblingOf(name), pending.keptAs).catch((error: unknown) => {
    if (isGone(error)) return undefined; // as a promotion leaves it
    throw error;
  });
  if (!waited) return true;
  const isSame = waited.equals(await valueIn(name, version));
  if (isSame) await sibling.destroyPromoted(pending.keptAs);
  return isSame;
}

/** An older version has no put of its own that would make it current. */
function keyOf(version: string): string {
  return `promoted-${version}`;
}

function isGone(error: unknown): boolean {
  return isSourceError(error) && ["not-found", "disabled", "destroyed"].includes(error.reason);
}

function notFound(name: string, version: string): SourceError {
  const message = `${name} has no enabled version ${version}`;
  return new SourceError({ reason: "not-found", message, store: KIND, ref: name });
}
