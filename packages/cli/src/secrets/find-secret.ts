import type { Secret, SecretStore } from "@confide/core";
import type { CallContext, SecretRecord, SecretRef } from "@confide/core/adapter";

import type { Core } from "../definition/core.ts";
import { withStoreFailures } from "../stores/call-store.ts";
import type { NamedStore } from "../stores/stores-of.ts";
import { refOf } from "./secret-ref.ts";

/** A secret that was read. */
export interface FoundSecret {
  readonly ref: string;
  readonly value: Secret<string | Uint8Array>;
  readonly record: Omit<SecretRecord, "value">;
}

/**
 * Reads one secret, with what the store says besides its value. It is an event of the audit as any read.
 *
 * @throws CouldNotLook where it can't be read
 */
export async function findSecret({ store }: NamedStore, text: string, core: Core): Promise<FoundSecret> {
  const ref = core.formatRef(refOf(text, core));
  let record: SecretRecord | undefined;
  const listening = listeningTo(store, (found) => (record = found));
  const value = await withStoreFailures(core, async () => core.readSecret(listening, ref), true);
  return { ref, value, record: record ?? { version: "" } };
}

function listeningTo(store: SecretStore, hear: (record: SecretRecord) => void): SecretStore {
  return {
    name: store.name,
    limits: store.limits,
    async get(ref: SecretRef, context: CallContext) {
      const record = await store.get(ref, context);
      hear(record);
      return record;
    },
  };
}
