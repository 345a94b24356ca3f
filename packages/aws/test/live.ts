import { randomUUID } from "node:crypto";

import { DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import type { WritableSecretStore } from "@confide/core";
import type { StoreContract, StoreFixture } from "@confide/core/testing";

import { awsSecretsManager } from "../src/index.ts";
import { seeder } from "./seed.ts";

const UNHARMED = "nobody can make the real AWS do so; it is tried on the fake";

export const liveContract: Pick<StoreContract, "name" | "create" | "without"> = {
  name: "awsSecretsManager, on a real account",
  create: liveFixture,
  without: {
    "reads empty text": "AWS keeps no empty value",
    "says destroyed": "AWS destroys no single version",
    "says denied": UNHARMED,
    "says unauthenticated": UNHARMED,
    "says throttled": UNHARMED,
    "says unavailable": UNHARMED,
    "says malformed for an answer that makes no sense": UNHARMED,
    "ends at the deadline when nothing answers": UNHARMED,
    "ends when it is aborted": UNHARMED,
    "lists names by prefix": "AWS lists a new secret only after minutes",
  },
};

/** A real account: region and credentials are the SDK's to find. What a case has made is deleted at once after it. */
async function liveFixture(): Promise<StoreFixture> {
  const client = new SecretsManagerClient();
  // A name that was deleted can't be had again for a while, so each case has names of its own.
  const prefix = `confide-contract/${randomUUID()}/`;
  const made = new Set<string>();
  const remove = async (name: string, how: { ForceDeleteWithoutRecovery?: true }) =>
    client.send(new DeleteSecretCommand({ SecretId: name, ...how }));
  const seed = seeder(client);
  return {
    store: prefixed(awsSecretsManager({ client }), prefix, made),
    async seed(name, value) {
      made.add(prefix + name);
      return seed(prefix + name, value);
    },
    async trouble(name, trouble) {
      if (trouble !== "disabled") throw new Error(`nobody makes AWS "${trouble}"`);
      await remove(prefix + name, {});
    },
    async close() {
      for (const name of made) await remove(name, { ForceDeleteWithoutRecovery: true });
      client.destroy();
    },
  };
}

/** The store with a prefix before every name; it keeps those that were put. */
function prefixed(store: WritableSecretStore, prefix: string, put: Set<string>): WritableSecretStore {
  return {
    ...store,
    read: async (refs, context) =>
      store.read(
        refs.map((ref) => ({ ...ref, name: prefix + ref.name })),
        context,
      ),
    describe: async (name, context) => store.describe(prefix + name, context),
    async put(name, ...rest) {
      put.add(prefix + name);
      return store.put(prefix + name, ...rest);
    },
    promote: async (name, ...rest) => store.promote(prefix + name, ...rest),
    annotate: async (name, ...rest) => store.annotate(prefix + name, ...rest),
    retire: async (name, ...rest) => store.retire(prefix + name, ...rest),
    delete: async (name, context) => store.delete(prefix + name, context),
  };
}
