import { Secret } from "@confide/core";
import { type CallContext, getOutcome, type WritableSecretStore } from "@confide/core/adapter";

export function context(): CallContext {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 30_000, attempt: 1 };
}

/** The value of a version, or of what is current. */
export async function valueIn(store: WritableSecretStore, name: string, version?: string): Promise<string> {
  const outcome = await getOutcome(store, { name, ...(version !== undefined && { version }) }, context());
  if (!outcome?.value) throw outcome?.error ?? new Error("no outcome");
  return String(outcome.value.value.reveal());
}

/** What an operator does by hand. */
export async function putByHand(store: WritableSecretStore, name: string, value: string): Promise<string> {
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  return (await store.put(name, new Secret(value), options, context())).version;
}
