import { type PutOptions, type Secret, SourceError, type SourceErrorReason } from "@confide/core/adapter";

import { Code, codeOf, conflict } from "./errors.ts";
import { KIND } from "./names.ts";
import type { Sibling } from "./sibling.ts";
import type { SecretCalls } from "./secret-calls.ts";
import { numberOf, type SecretState, waitingIn } from "./state.ts";

/** A secret, and its newest version's number: `none` where it has none. */
export interface Found {
  readonly state: SecretState;
  readonly newest: string;
}

/** The secret, which is made where there is none. */
export async function foundOrMade(
  calls: SecretCalls,
  name: string,
  { expect }: PutOptions,
  seen?: SecretState,
): Promise<Found> {
  const [state, newest] = await Promise.all([seen ?? calls.find(), calls.newest()]);
  if (state) return { state, newest };
  if (expect !== undefined && expect !== "none")
    throw conflict(name, "has no version, which is not what was expected");
  return { state: await calls.create(), newest };
}

/** The version that a put with this key has made before. */
export function madeBefore(
  { state, newest }: Found,
  { idempotencyKey: key, stage }: PutOptions,
): string | undefined {
  const waiting = waitingIn(state, newest);
  if (stage === "pending" && waiting?.key === key) return waiting.version;
  const made = state.puts.get(key);
  return made !== undefined && Number(made) <= numberOf(newest) ? made : undefined;
}

/** Keeps a value in the sibling, and notes on the secret's own record, under its etag, which version it will be. */
export async function putPending(
  { calls, sibling }: { readonly calls: SecretCalls; readonly sibling: Sibling },
  { state, newest }: Found,
  { data, key }: { readonly data: Uint8Array; readonly key: string },
): Promise<string> {
  const keptAs = await sibling.add(data, state);
  const unnoted = numbersBetween(state.pending?.keptAs ?? "0", keptAs);
  const version = String(numberOf(newest) + 1);
  try {
    await calls.update({ ...state, pending: { version, keptAs, key } });
  } catch (error) {
    // Only where the update is known not to have been made: after a timeout that may be the one which is noted.
    if (isStale(error)) await sibling.destroy(keptAs);
    throw error;
  }
  const overtaken = waitingIn(state, newest);
  for (const each of [...unnoted, ...(overtaken ? [overtaken.keptAs] : [])]) await sibling.destroy(each);
  return version;
}

/**
 * What was kept since the last value that was noted, and never noted itself: its writer failed in between, or is about to, as
 * the record has changed since.
 */
function numbersBetween(noted: string, keptAs: string): readonly string[] {
  const [first, last] = [Math.max(Number(noted) + 1, Number(keptAs) - MOST_UNNOTED), Number(keptAs)];
  return Array.from({ length: Math.max(0, last - first) }, (_, index) => String(first + index));
}

/** A rotation tries a put four times. */
const MOST_UNNOTED = 50;

/** @throws SourceError `conflict` */
export function checkNewest(name: string, newest: string, expected: string | undefined): void {
  if (expected !== undefined && newest !== expected)
    throw conflict(name, "has another current version than expected");
}

const MOST_BYTES = 65_536;

/** A value as it is kept, if Secret Manager takes it. */
export function payloadOf(name: string, value: Secret<string | Uint8Array>): Uint8Array {
  const revealed = value.reveal("put");
  const data = typeof revealed === "string" ? new TextEncoder().encode(revealed) : revealed;
  if (data.length === 0) throw refusedValue(name, "unknown", "an empty value");
  if (data.length > MOST_BYTES) throw refusedValue(name, "too-large", "a value of more than 64 KiB");
  return data;
}

/** The record was changed since it was read. */
export function isStale(error: unknown): boolean {
  const code = codeOf(error);
  return code === Code.failedPrecondition || code === Code.aborted;
}

function refusedValue(name: string, reason: SourceErrorReason, what: string): SourceError {
  return new SourceError({ reason, message: `${KIND} does not take ${what}`, store: KIND, ref: name });
}
