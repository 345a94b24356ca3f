import { type PutOptions, type Secret, SourceError, type SourceErrorReason } from "@confide/core/adapter";

import { Code, codeOf, conflict } from "./errors.ts";
import { KIND } from "./names.ts";
import type { SecretCalls } from "./secret-calls.ts";
import { currentOf, type SecretState } from "./state.ts";

/**
 * Adds a version, then moves an alias to it under the secret's etag. Adding has no guard, but nobody sees a version
 * without an alias. The writer that loses the race destroys the version that it added.
 */
export async function putVersion(
  calls: SecretCalls,
  name: string,
  data: Uint8Array,
  options: PutOptions,
): Promise<string> {
  const { idempotencyKey, stage, expect } = options;
  const { state, current } = await prepared(calls, name, options);
  if (expect !== undefined && current !== expect)
    throw conflict(name, "has another current version than expected");
  const version = await calls.add(data);
  const aliases =
    stage === "current" ? moved(state, version, current) : { ...state.aliases, pending: version };
  try {
    await calls.update({ ...state, aliases, puts: new Map([...state.puts, [idempotencyKey, version]]) });
  } catch (error) {
    // Only where the update is known not to have been made: after a timeout the version may be the current one.
    if (isStale(error)) await calls.destroy(version).catch(() => undefined);
    throw error;
  }
  return version;
}

/** Aliases with `version` made current. */
export function moved({ aliases }: SecretState, version: string, current: string): SecretState["aliases"] {
  const { pending, ...others } = aliases;
  return {
    ...others,
    ...(pending !== undefined && pending !== version && { pending }),
    ...(current !== "none" && current !== version && { previous: current }),
    current: version,
  };
}

/** The secret, ready for a new version: it exists, and the current version stays current until an alias is moved. */
async function prepared(calls: SecretCalls, name: string, { stage, expect }: PutOptions) {
  const found = await calls.find();
  if (!found && stage === "pending") throw nothingCurrent(name);
  if (!found && expect !== undefined && expect !== "none")
    throw conflict(name, "has no version, which is not what was expected");
  const state = found ?? (await calls.create());
  const newest = await calls.version("latest");
  const current = currentOf(state, newest?.version);
  if (current === "none" && stage === "pending") throw nothingCurrent(name);
  if (current === "none" || state.aliases["current"] !== undefined) return { state, current };
  return { state: await calls.update({ ...state, aliases: { ...state.aliases, current } }), current };
}

const MOST_BYTES = 65_536;

/** A value as it is kept, if Secret Manager takes it. */
export function payloadOf(name: string, value: Secret<string | Uint8Array>): Uint8Array {
  const revealed = value.reveal();
  const data = typeof revealed === "string" ? new TextEncoder().encode(revealed) : revealed;
  if (data.length === 0) throw refusedValue(name, "unknown", "an empty value");
  if (data.length > MOST_BYTES) throw refusedValue(name, "too-large", "a value of more than 64 KiB");
  return data;
}

function isStale(error: unknown): boolean {
  const code = codeOf(error);
  return code === Code.failedPrecondition || code === Code.aborted;
}

/** Readers of a secret with no current version get the newest one, even if it was meant to be pending. */
function nothingCurrent(name: string): SourceError {
  const message = `${name} has no current version yet, so a pending one would be seen at once`;
  return new SourceError({ reason: "not-found", message, store: KIND, ref: name });
}

function refusedValue(name: string, reason: SourceErrorReason, what: string): SourceError {
  return new SourceError({ reason, message: `${KIND} does not take ${what}`, store: KIND, ref: name });
}
