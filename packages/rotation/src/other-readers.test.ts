import { Secret } from "@confide/core";
import type { WritableSecretStore } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { CREDENTIALS, fakeSecretsManager } from "../../aws/test/fake/server.ts";
import { fakeParameterStore } from "../../aws/test/fake/parameter-store.ts";
import { awsParameterStore, awsSecretsManager } from "../../aws/src/index.ts";
import { plainParameterReader, plainReader } from "../../aws/test/plain-reader.ts";
import { OWNER_TOKEN as AZURE_TOKEN, signedIn as azureFixture } from "../../azure/test/fixture.ts";
import { OWNER_TOKEN as GOOGLE_TOKEN, signedIn as googleFixture } from "../../gcp/test/fixture.ts";
import { fakeVault } from "../../vault/test/fake/server.ts";
import { vaultFixture } from "../../vault/test/fixture.ts";
import { putByHand, valueIn } from "../test/store-helpers.ts";
import { localLock } from "../test/local-lock.ts";
import { endGrace } from "./end-grace.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import type { RotationLock } from "./locks/lock.ts";
import { rotate } from "./rotate.ts";

/** A store, and a program that reads of it by the vendor's own client, without confide. */
interface Watched extends AsyncDisposable {
  readonly store: WritableSecretStore;
  readonly lock?: RotationLock;
  readonly read: (name: string) => Promise<string>;
}

const stores: Readonly<Record<string, () => Promise<Watched>>> = {
  async AWS() {
    const fake = await fakeSecretsManager();
    const reader = plainReader(fake.url);
    return {
      store: awsSecretsManager({ region: "eu-west-1", endpoint: fake.url, credentials: CREDENTIALS }),
      read: reader.read,
      async [Symbol.asyncDispose]() {
        reader.close();
        await fake.close();
      },
    };
  },
  async "Parameter Store"() {
    const fake = await fakeParameterStore();
    const reader = plainParameterReader(fake.url);
    return {
      store: awsParameterStore({ region: "eu-west-1", endpoint: fake.url, credentials: CREDENTIALS }),
      lock: localLock(),
      read: async (name) => reader.read(name),
      async [Symbol.asyncDispose]() {
        reader.close();
        await fake.close();
      },
    };
  },
  async Google() {
    const fixture = await googleFixture();
    const client = fixture.server.client(GOOGLE_TOKEN);
    return {
      store: fixture.store,
      async read(name) {
        const latest = `projects/${fixture.project.id}/secrets/${name}/versions/latest`;
        const [{ payload }] = await client.accessSecretVersion({ name: latest });
        return Buffer.from(payload?.data ?? "").toString();
      },
      async [Symbol.asyncDispose]() {
        await client.close();
        await fixture[Symbol.asyncDispose]();
      },
    };
  },
  async Azure() {
    const fixture = await azureFixture();
    const client = fixture.server.client(AZURE_TOKEN);
    return {
      store: fixture.store,
      lock: localLock(),
      read: async (name) => (await client.getSecret(name)).value ?? "nothing",
      [Symbol.asyncDispose]: async () => fixture[Symbol.asyncDispose](),
    };
  },
  async Vault() {
    const server = await fakeVault();
    const fixture = await vaultFixture(server);
    return {
      store: fixture.store,
      async read(name) {
        const answer = await fixture.admin("GET", `${fixture.mount}/data/${name}`);
        return String((answer as { data: { data: Record<string, unknown> } }).data.data["confide:text"]);
      },
      async [Symbol.asyncDispose]() {
        await fixture.close();
        await server.stop();
      },
    };
  },
};

/** Each call that changes the store, and what the other program reads after it. */
function watching({ store, read }: Watched, name: string) {
  const seen: string[] = [];
  const look = async (step: string) => seen.push(`${step}: ${await read(name)}`);
  const after =
    <A extends readonly unknown[], R>(step: string, call: (...values: A) => Promise<R>) =>
    async (...values: A): Promise<R> => {
      const result = await call(...values);
      await look(step);
      return result;
    };
  const put: WritableSecretStore["put"] = (...values) => store.put(...values);
  const promote: WritableSecretStore["promote"] = (...values) => store.promote(...values);
  const retire: WritableSecretStore["retire"] = (...values) => store.retire(...values);
  const watched: WritableSecretStore = {
    ...store,
    put: after("stored", put),
    promote: after("promoted", promote),
    retire: after("retired", retire),
  };
  return { watched, look, seen };
}

for (const [title, open] of Object.entries(stores))
  test(`${title}: a program without confide reads the old value until the new one is promoted, and then that`, async () => {
    await using opened = await open();
    const name = "seen-by-all";
    const base = await putByHand(opened.store, name, "old");
    const { watched, look, seen } = watching(opened, name);
    const issuer = defineIssuer({
      credentials: "many",
      create: async () => new Secret("new"),
      apply: async () => void (await look("applied")),
      test: async () => void (await look("verified")),
      revoke: async () => {},
    });
    const options = { store: watched, name, issuer, ...(opened.lock && { lock: opened.lock }) };
    await look("before");
    await rotate(options);
    await look("in grace");
    expect(await valueIn(opened.store, name, base)).toBe("old");
    await endGrace({ ...options, now: true });
    expect(seen).toEqual([
      "before: old",
      "stored: old",
      "applied: old",
      "verified: old",
      "promoted: new",
      "in grace: new",
      "retired: new",
    ]);
  });
