import { setTimeout as sleep } from "node:timers/promises";

import { DeleteSecretCommand, SecretsManagerClient } from "@aws-sdk/client-secrets-manager";
import { faultProxy, faults, type StoreFixture, type Trouble } from "@confide/core/testing";

import { awsSecretsManager } from "../src/index.ts";
import { refusals } from "./fake/refusal.ts";
import { CREDENTIALS, fakeSecretsManager } from "./fake/server.ts";
import { seeder } from "./seed.ts";

/** Something that answers as AWS does. */
export interface Counterpart {
  readonly url: string;
  /** Failures that it can bring about; those of the network are the proxy's. */
  readonly troubles?: Readonly<Partial<Record<Trouble, (name: string) => unknown>>>;
  close?(): Promise<void>;
}

export async function fakeFixture(): Promise<StoreFixture> {
  const fake = await fakeSecretsManager();
  return fixtureOn({
    url: fake.url,
    troubles: {
      denied: (name) => fake.refuse(refusals.denied("secretsmanager:GetSecretValue", name), name),
      unauthenticated: () => fake.refuse(refusals.badCredentials()),
      throttled: () => fake.refuse(refusals.throttled()),
    },
    close: async () => fake.close(),
  });
}

/** The store with a proxy before its counterpart, that fails as networks do. */
export async function fixtureOn(counterpart: Counterpart): Promise<StoreFixture> {
  const { url, troubles = {} } = counterpart;
  const proxy = await faultProxy(url);
  const settings = { region: "eu-west-1", credentials: CREDENTIALS };
  const own = new SecretsManagerClient({ ...settings, endpoint: url });
  const all: Counterpart["troubles"] = {
    disabled: (name) => own.send(new DeleteSecretCommand({ SecretId: name })),
    unavailable: () => proxy.set(faults.html502),
    stranger: () => proxy.set(faults.html404),
    malformed: () => proxy.set({ kind: "answer", status: 200, body: '{"SecretString":"can' }),
    hanging: () => {
      proxy.set(faults.hang);
      // The proxy has ended the connections that were kept alive. Until the client knows, it may pick one of them.
      return sleep(20);
    },
    ...troubles,
  };
  return {
    store: awsSecretsManager({ ...settings, endpoint: proxy.url }),
    seed: seeder(own),
    async trouble(name, trouble) {
      if (!all[trouble]) throw new Error(`this counterpart can't bring about "${trouble}"`);
      await all[trouble](name);
    },
    hidden: Object.values(CREDENTIALS),
    async close() {
      own.destroy();
      await proxy.close();
      await counterpart.close?.();
    },
  };
}
