import { setTimeout as sleep } from "node:timers/promises";

import { PutParameterCommand, SSMClient } from "@aws-sdk/client-ssm";
import { faultProxy, faults, type StoreFixture } from "@confide/core/testing";

import { awsParameterStore } from "../src/index.ts";
import type { Counterpart } from "./fixture.ts";
import { fakeParameterStore } from "./fake/parameter-store.ts";
import { refusals } from "./fake/refusal.ts";
import { CREDENTIALS } from "./fake/http.ts";

/** What no Parameter Store can do, for the contract. */
export const WITHOUT = {
  "reads empty text": "AWS keeps no empty value",
  "reads 64 KB": "a parameter has at most 8 KB",
  "reads binary values": "Parameter Store keeps text only",
  "says disabled": "a parameter has no such state",
  "says destroyed": "AWS destroys no single version",
  "lets one of two writers win": "PutParameter has no guard: only a lock keeps two writers apart",
} as const;

export async function fakeParameters(): Promise<StoreFixture> {
  const fake = await fakeParameterStore();
  return parametersOn({
    url: fake.url,
    troubles: {
      denied: (name) => fake.refuse(refusals.denied("ssm:GetParameters", name), name),
      unauthenticated: () => fake.refuse(refusals.badCredentials()),
      throttled: () => fake.refuse(refusals.throttled()),
    },
    close: async () => fake.close(),
  });
}

/** The store with a proxy before its counterpart, that fails as networks do. */
export async function parametersOn(counterpart: Counterpart): Promise<StoreFixture> {
  const { url, troubles = {} } = counterpart;
  const proxy = await faultProxy(url);
  const settings = { region: "eu-west-1", credentials: CREDENTIALS };
  const own = new SSMClient({ ...settings, endpoint: url });
  const all: Counterpart["troubles"] = {
    unavailable: () => proxy.set(faults.html502),
    stranger: () => proxy.set(faults.html404),
    malformed: () => proxy.set({ kind: "answer", status: 200, body: '{"Parameters":[{"Value":"can' }),
    hanging: () => {
      proxy.set(faults.hang);
      // The proxy has ended the connections that were kept alive. Until the client knows, it may pick one of them.
      return sleep(20);
    },
    ...troubles,
  };
  return {
    store: awsParameterStore({ ...settings, endpoint: proxy.url }),
    seed: parameterSeeder(own),
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

/** Keeps values with the SDK itself, so that no test of reading rests on the adapter's writing. */
export function parameterSeeder(client: SSMClient): StoreFixture["seed"] {
  return async (Name, value) => {
    const input = {
      Name,
      Value: String(value),
      Type: "SecureString",
      Overwrite: true,
      Tier: "Intelligent-Tiering",
    } as const;
    const { Version } = await client.send(new PutParameterCommand(input));
    return String(Version);
  };
}
