import { Secret } from "@confide/core";
import { getOutcome } from "@confide/core/adapter";
import { afterAll, beforeAll, expect, test } from "vitest";

import { type FakeVault, fakeVault } from "../test/fake/server.ts";
import { adminOf, context } from "../test/fixture.ts";
import { hashicorpVault, tokenAuth } from "./index.ts";

let vault: FakeVault;

beforeAll(async () => {
  vault = await fakeVault();
  const admin = adminOf(vault);
  await admin("POST", "sys/mounts/old", { options: { version: "1" } });
  await admin("POST", "old/app/db", { username: "u", password: "p" });
});
afterAll(async () => vault.stop());

function store() {
  return hashicorpVault({ address: vault.url, auth: tokenAuth(vault.token), mount: "old" });
}

async function readOne(version?: string) {
  const outcome = await getOutcome(store(), { name: "app/db", ...(version && { version }) }, context());
  return outcome;
}

test("the engine's version is found out, and its fields are a JSON secret", async () => {
  const record = (await readOne())?.value;
  expect(record?.value.reveal()).toBe('{"username":"u","password":"p"}');
});

test("what stands for its version changes when the value does, and only then", async () => {
  const first = (await readOne())?.value?.version;
  expect((await readOne())?.value?.version).toBe(first);
  await adminOf(vault)("POST", "old/app/db", { username: "u", password: "q" });
  expect((await readOne())?.value?.version).not.toBe(first);
});

test("it keeps no versions, so none can be asked for, and nothing rotated", async () => {
  expect((await readOne("2"))?.error?.reason).toBe("invalid-ref");
  const options = { idempotencyKey: "1", stage: "current" } as const;
  await expect(store().put("app/db", new Secret("x"), options, context())).rejects.toMatchObject({
    reason: "invalid-ref",
    message: expect.stringContaining("KV v1") as string,
  });
});

test("an engine that was said to be KV v2 has nothing there, and is asked once why", async () => {
  const mistaken = hashicorpVault({
    address: vault.url,
    auth: tokenAuth(vault.token),
    mount: "old",
    kvVersion: 2,
  });
  const read = async (name: string) => (await getOutcome(mistaken, { name }, context())).error;
  expect(await read("app/db")).toMatchObject({
    reason: "invalid-ref",
    message: "not a valid name for vault: the engine at old is KV v1: leave kvVersion out",
  });
  const right = hashicorpVault({
    address: vault.url,
    auth: tokenAuth(vault.token),
    mount: "old",
    kvVersion: 1,
  });
  const before = vault.requests.length;
  expect((await getOutcome(right, { name: "none" }, context())).error?.reason).toBe("not-found");
  expect(vault.requests.slice(before)).toEqual(["GET old/none"]);
});
