import { Secret } from "@confide/core";
import { getOutcome, getOutcomes, type Need, SourceError } from "@confide/core/adapter";
import { expect } from "vitest";

import { hashicorpVault, tokenAuth } from "../src/index.ts";
import { type Admin, adminOf, context, type Server, tokenFor } from "./fixture.ts";

type Store = ReturnType<typeof hashicorpVault>;

/** With the policy that a store asks for its work is done; with any path or capability less, it isn't. */
export async function provePolicy(
  server: Server,
  mount: string,
  needs: readonly Need[],
  work: (store: Store) => Promise<void>,
  prepare: (admin: Admin) => Promise<unknown> = async () => {},
): Promise<number> {
  const admin = adminOf(server);
  const { text } = hashicorpVault({ mount }).policy?.(needs) ?? { text: "" };
  await work(await storeWith(server, admin, mount, text));
  const lesser = withLess(text);
  for (const policy of lesser) {
    await prepare(admin);
    const store = await storeWith(server, admin, mount, policy);
    const error: unknown = await work(store).catch((caught: unknown) => caught);
    if (!(error instanceof SourceError))
      throw new Error(`with less it does not end as it should:\n${policy}`, { cause: error });
    expect(error.reason).toBe("denied");
    expect(error.needs).toMatch(/^\w+ on \S+$/);
  }
  return lesser.length;
}

async function storeWith(server: Server, admin: Admin, mount: string, policy: string): Promise<Store> {
  const name = `enforced-${crypto.randomUUID()}`;
  await admin("POST", `sys/policies/acl/${name}`, { policy });
  return hashicorpVault({ address: server.url, mount, auth: tokenAuth(await tokenFor(admin, [name])) });
}

/** Each policy that lacks one capability, and so with the last of them each path. */
function withLess(policy: string): string[] {
  return [...policy.matchAll(/"[a-z]+"(?=[,\]])/g)].map(({ 0: capability, index }) => {
    const rest = policy.slice(index + capability.length);
    return policy.slice(0, index) + (rest.startsWith(", ") ? rest.slice(2) : `"deny"${rest}`);
  });
}

/** A load: two secrets of KV. */
export async function load(store: Store): Promise<void> {
  for (const { value, error } of await getOutcomes(
    store,
    [{ name: "prod/one" }, { name: "prod/two" }],
    context(),
  )) {
    if (error) throw error;
    expect(value.version).toBe("1");
  }
}

/** A rotation, from its claim to the end of grace, and one before it that a crash had left. */
export async function rotation(store: Store): Promise<void> {
  const name = "prod/one";
  const { current: before = "" } = await store.describe(name, context());
  await store.annotate(name, { phase: "claim" }, {}, context());
  const put = async (text: string) =>
    store.put(name, new Secret(text), { idempotencyKey: crypto.randomUUID(), stage: "pending" }, context());
  await put("of a crashed rotation");
  const { version } = await put("new");
  await readVersion(store, name, version);
  await store.promote(name, version, { expectCurrent: before }, context());
  await store.retire(name, before, context());
}

/** As a verifier of keys does. */
export async function verification(store: Store): Promise<void> {
  const { versions } = await store.describe("prod/one", context());
  for (const { version } of versions) await readVersion(store, "prod/one", version);
}

async function readVersion(store: Store, name: string, version: string): Promise<void> {
  const outcome = await getOutcome(store, { name, version }, context());
  if (outcome?.error) throw outcome.error;
}

export async function seedPolicyTest(server: Server, mount: string): Promise<void> {
  const admin = adminOf(server);
  await admin("POST", `sys/mounts/${mount}`, { type: "kv", options: { version: "2" } });
  await seedSecrets(admin, mount);
}

async function seedSecrets(admin: Admin, mount: string): Promise<void> {
  await until(async () => admin("POST", `${mount}/data/prod/one`, { data: { a: 1 } }));
  await admin("POST", `${mount}/data/prod/two`, { data: { b: 2 } });
}

/** A new KV v2 engine answers 400 while it upgrades itself. */
async function until(work: () => Promise<unknown>): Promise<void> {
  for (let tries = 0; tries < 50; tries++) {
    if (
      await work().then(
        () => true,
        () => false,
      )
    )
      return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error("the engine does not come up");
}
