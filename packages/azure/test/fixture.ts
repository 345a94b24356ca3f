import type { WritableSecretStore } from "@confide/core/adapter";
import type { StoreFixture, Trouble } from "@confide/core/testing";

import { azureKeyVault } from "../src/store.ts";
import { type FakeServer, fakeServer } from "./fake-server.ts";
import { FakeVault } from "./fake-vault.ts";
import { Refusal } from "./refusal.ts";

export interface Fixture extends StoreFixture, AsyncDisposable {
  readonly store: WritableSecretStore;
  readonly vault: FakeVault;
  readonly server: FakeServer;
  /** Who may come in: token → principal. */
  readonly principals: Map<string, string>;
}

export const OWNER = "owner-oid";
export const READER = "reader-oid";
export const OWNER_TOKEN = "eyJ0.owner-5c7a90";

/** A store on a fake vault of its own, whose secrets are its caller's to command. */
export async function signedIn(): Promise<Fixture> {
  const vault = new FakeVault();
  vault.rbac.assign(OWNER, "Key Vault Secrets Officer", "/vault");
  const principals = new Map([[OWNER_TOKEN, OWNER]]);
  const server = await fakeServer(vault, principals);

  const throttled =
    "Request was not processed because too many requests were received. Reason: VaultRequestTypeLimitReached";
  const troubles: Readonly<Record<Exclude<Trouble, "destroyed">, (name: string) => void>> = {
    denied: () => vault.rbac.unassign(OWNER),
    unauthenticated: () => principals.clear(),
    disabled: (name) => {
      const secret = vault.secret(name);
      secret.update(secret.version(""), { attributes: { enabled: false } });
    },
    throttled: () => server.meet(new Refusal(429, "Throttled", throttled)),
    unavailable: () => server.meet(new Refusal(503, "ServiceUnavailable", "The service is busy.")),
    malformed: () => server.meet("nonsense"),
    stranger: () => server.meet("stranger"),
    hanging: () => server.meet("hang"),
  };

  return {
    vault,
    server,
    principals,
    store: azureKeyVault({ client: server.client(OWNER_TOKEN) }),
    seed: async (name, value) =>
      typeof value === "string"
        ? vault.seed(name, { value })
        : vault.seed(name, {
            value: Buffer.from(value).toString("base64"),
            tags: { "file-encoding": "base64" },
          }),
    trouble: async (name, trouble) => {
      if (trouble !== "destroyed") troubles[trouble](name);
    },
    hidden: [OWNER_TOKEN],
    close: async () => server.close(),
    [Symbol.asyncDispose]: async () => server.close(),
  };
}
