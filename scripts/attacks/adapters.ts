import { fakeFixture } from "../../packages/aws/test/fixture.ts";
import { signedIn as azure } from "../../packages/azure/test/fixture.ts";
import { Secret } from "../../packages/core/src/index.ts";
import { memoryStore, type StoreFixture, type Trouble } from "../../packages/core/src/testing/index.ts";
import { signedIn as gcp } from "../../packages/gcp/test/fixture.ts";
import { localFixture } from "../../packages/local/test/fixture.ts";
import { fakeVault } from "../../packages/vault/test/fake/server.ts";
import { vaultFixture } from "../../packages/vault/test/fixture.ts";

const all = [
  "denied",
  "unauthenticated",
  "disabled",
  "destroyed",
  "throttled",
  "unavailable",
  "malformed",
  "hanging",
] as const;

interface Adapter {
  readonly make: () => Promise<StoreFixture>;
  /** What its counterpart can bring about. */
  readonly troubles: readonly Trouble[];
}

const without = (...left: readonly Trouble[]): readonly Trouble[] =>
  all.filter((each) => !left.includes(each));

/** Every store, on the fake of its service. A new adapter is one line. */
export const adapters: Readonly<Record<string, Adapter>> = {
  memory: { make: async () => memoryFixture(), troubles: without("malformed") },
  local: { make: localFixture, troubles: ["unauthenticated", "disabled", "destroyed", "malformed"] },
  vault: { make: vaultOnFake, troubles: all },
  aws: { make: fakeFixture, troubles: without("destroyed") },
  gcp: { make: gcp, troubles: all },
  azure: { make: azure, troubles: without("destroyed") },
};

async function vaultOnFake(): Promise<StoreFixture> {
  const server = await fakeVault();
  const fixture = await vaultFixture(server);
  return {
    ...fixture,
    close: async () => {
      await fixture.close();
      await server.stop();
    },
  };
}

function memoryFixture(): StoreFixture {
  const held = memoryStore();
  const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
  return {
    store: held,
    async seed(name, value) {
      const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
      return (await held.put(name, new Secret(value), options, context)).version;
    },
    trouble: async (name, trouble) => held.fail(name, trouble === "hanging" ? "hang" : trouble),
  };
}
