import type { WritableSecretStore } from "@confide/core/adapter";
import { memoryStore } from "@confide/core/testing";

import { fakeFixture as awsFixture } from "../../aws/test/fixture.ts";
import { fakeParameters } from "../../aws/test/parameter-fixture.ts";
import { signedIn as azureFixture } from "../../azure/test/fixture.ts";
import { signedIn as googleFixture } from "../../gcp/test/fixture.ts";
import { localFixture } from "../../local/test/fixture.ts";
import { fakeVault } from "../../vault/test/fake/server.ts";
import { vaultFixture } from "../../vault/test/fixture.ts";
import type { RotationLock } from "../src/locks/lock.ts";
import { localLock } from "./local-lock.ts";

/** A store on a counterpart of its own, and what has to be locked with it. */
export interface OpenStore extends AsyncDisposable {
  readonly store: WritableSecretStore;
  readonly lock?: RotationLock;
}

/** Every store that confide has, on what stands in for its vendor. */
export const openStores: Readonly<Record<string, () => Promise<OpenStore>>> = {
  memory: async () => opened(memoryStore()),
  local: async () => closing(await localFixture()),
  AWS: async () => closing(await awsFixture()),
  "Parameter Store": async () => ({ ...closing(await fakeParameters()), lock: localLock() }),
  Google: async () => closing(await googleFixture()),
  Azure: async () => ({ ...closing(await azureFixture()), lock: localLock() }),
  async Vault() {
    const server = await fakeVault();
    const fixture = await vaultFixture(server);
    return opened(fixture.store, async () => {
      await fixture.close();
      await server.stop();
    });
  },
};

function opened(store: WritableSecretStore, close = async (): Promise<void> => {}): OpenStore {
  return { store, [Symbol.asyncDispose]: close };
}

function closing(fixture: { readonly store: object; close?(): Promise<void> }): OpenStore {
  return opened(fixture.store as WritableSecretStore, async () => fixture.close?.());
}
