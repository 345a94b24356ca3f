import { channelOf } from "../util/channel.ts";
import { publishAudit } from "./publish.ts";
import { formatRef, type SecretRef } from "../model/ref.ts";
import type { Outcome, SecretRecord, SecretStore } from "../contract/store.ts";

/** Tells how a read that has begun came out; no outcome: everybody had left. */
export type ReadTeller = (
  ref: SecretRef,
  outcome: Outcome<SecretRecord> | undefined,
  settings?: readonly string[],
) => void;

/**
 * Begins to measure a read for `confide:read`. `undefined` where nobody listens; and for a store that remembers: being
 * asked it reads nothing yet, and tells of what it reads itself.
 */
export function beginRead(store: SecretStore): ReadTeller | undefined {
  if (!channelOf("confide:read").hasSubscribers || "invalidate" in store) return undefined;
  const startedMs = performance.now();
  return ({ name, version }, outcome, settings = []) =>
    publishAudit("read", () => ({
      settings,
      store: store.name,
      ref: formatRef({ name, ...(version !== undefined && { version }) }),
      version: outcome?.value?.version,
      outcome: outcome?.value ? "ok" : (outcome?.error?.reason ?? "aborted"),
      durationMs: performance.now() - startedMs,
      secret: outcome?.value?.value,
    }));
}
