import { cached } from "@confide/core";
import { getOutcome } from "@confide/core/adapter";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { type FakeVault, fakeVault } from "../test/fake/server.ts";
import { adminOf, context, tokenFor } from "../test/fixture.ts";
import { LOGIN } from "../test/fake/system.ts";
import { appRoleAuth, hashicorpVault, tokenAuth } from "./index.ts";

let vault: FakeVault;

beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  vault = await fakeVault();
});
afterEach(async () => {
  vi.useRealTimers();
  await vault.stop();
});

async function open() {
  const admin = adminOf(vault);
  await admin("POST", "sys/policies/acl/db", {
    policy: `path "database/creds/app" { capabilities = ["read"] }
             path "sys/leases/revoke" { capabilities = ["update"] }`,
  });
  const store = hashicorpVault({ address: vault.url, auth: tokenAuth(await tokenFor(admin, ["db"])) });
  const read = async () => {
    const outcome = await getOutcome(store, { name: "database/creds/app" }, context());
    if (!outcome?.value) throw new Error(outcome?.error?.reason);
    return outcome.value;
  };
  return { store, read };
}

function calls(path: string): number {
  return vault.requests.filter((request) => request.endsWith(path)).length;
}

test("credentials are a JSON secret with a lease and an end", async () => {
  const { read } = await open();
  const { value, lease, expiresAt, version } = await read();
  expect(JSON.parse(String(value.reveal()))).toMatchObject({
    username: expect.stringMatching(/^v-app-/) as string,
  });
  expect(lease).toMatchObject({ durationMs: 60_000, renewable: true });
  expect(expiresAt?.valueOf()).toBe(Date.now() + 60_000);
  expect(lease?.id.endsWith(version)).toBe(true);
});

test("reading again, and at the same time, makes no more users", async () => {
  const { read } = await open();
  const versions = new Set((await Promise.all([read(), read(), read()])).map(({ version }) => version));
  versions.add((await read()).version);
  expect(versions.size).toBe(1);
  expect(vault.credentials.leases.size).toBe(1);
});

test("they are renewed by themselves until Vault lets them no longer, and then new ones are asked for", async () => {
  const { read } = await open();
  const { version } = await read();
  for (const renewals of [1, 2, 3]) {
    await vi.advanceTimersByTimeAsync(41_000);
    await expect.poll(() => calls("sys/leases/renew")).toBe(renewals);
    expect((await read()).version).toBe(version);
  }
  await vi.advanceTimersByTimeAsync(55_000); // near the maximum of three minutes
  expect((await read()).version).not.toBe(version);
  expect(calls("database/creds/app")).toBe(2);
});

test("all are given back when the store closes, and nothing is renewed any more", async () => {
  const { store, read } = await open();
  await read();
  await store.close?.();
  expect(vault.credentials.leases.size).toBe(0);
  await vi.advanceTimersByTimeAsync(120_000);
  expect(calls("sys/leases/renew")).toBe(0);
});

test("a version of credentials can't be asked for", async () => {
  const { store } = await open();
  const outcome = await getOutcome(store, { name: "database/creds/app", version: "1" }, context());
  expect(outcome?.error?.reason).toBe("invalid-ref");
});

test("credentials are read again for three quarters of their time, to the millisecond", async () => {
  const { read } = await open();
  const { version, createdAt, lease, value } = await read();
  expect(createdAt?.valueOf()).toBe(Date.now());
  vi.setSystemTime(Date.now() + 44_999);
  expect(await read()).toMatchObject({ version, createdAt, lease, value });
  vi.setSystemTime(Date.now() + 1);
  expect((await read()).version).not.toBe(version);
});

test("what has ended isn't given back", async () => {
  const { store, read } = await open();
  await read();
  vi.setSystemTime(Date.now() + 60_000);
  await store.close?.();
  expect(calls("sys/leases/revoke")).toBe(0);
});

test("after a close new credentials are asked for", async () => {
  const { store, read } = await open();
  const { version } = await read();
  await store.close?.();
  expect((await read()).version).not.toBe(version);
  await store.close?.();
  expect(calls("sys/leases/revoke")).toBe(2);
});

test("a lease that was revoked is not given again after a forced read", async () => {
  const { store, read } = await open();
  const { version } = await read();
  vault.credentials.leases.clear();
  const held = cached(store, { ttlMs: Infinity });
  expect((await held.get({ name: "database/creds/app" }, context())).version).toBe(version);
  held.invalidate("database/creds/app", { ifVersion: "another" });
  expect((await read()).version).toBe(version);
  held.invalidate("database/creds/app", { ifVersion: version });
  expect((await read()).version).not.toBe(version);
});

test("one that Vault doesn't renew, because it was revoked, is not given again at all", async () => {
  const { read } = await open();
  const { version } = await read();
  vault.credentials.leases.clear();
  await vi.advanceTimersByTimeAsync(41_000);
  await vi.waitFor(() => expect(calls("sys/leases/renew")).toBe(1));
  await vi.waitFor(async () => expect((await read()).version).not.toBe(version));
});

test("what was leased with a token ends with it: after a new login all is leased anew", async () => {
  const { roleId, secretId } = LOGIN;
  const store = hashicorpVault({ address: vault.url, auth: appRoleAuth({ roleId, secretId }) });
  const admin = adminOf(vault);
  await admin("POST", `sys/policies/acl/${LOGIN.policy}`, {
    policy: 'path "database/creds/app" { capabilities = ["read"] }',
  });
  const versionOf = async (name: string) => (await store.get({ name }, context())).version;
  const before = await versionOf("database/creds/app");
  expect(await versionOf("database/creds/app")).toBe(before);
  vault.tokens.revokeAll();
  await store.get({ name: "nothing" }, context()).catch(() => undefined); // that it has ended is seen here
  expect(await versionOf("database/creds/app")).not.toBe(before);
});

test("what was leased ends with a token that can't be renewed, and is asked for anew", async () => {
  const { roleId, secretId } = LOGIN;
  const store = hashicorpVault({ address: vault.url, auth: appRoleAuth({ roleId, secretId }) });
  await adminOf(vault)("POST", `sys/policies/acl/${LOGIN.policy}`, {
    policy: 'path "database/creds/app" { capabilities = ["read"] }',
  });
  const issue = vault.tokens.issue.bind(vault.tokens);
  vi.spyOn(vault.tokens, "issue").mockImplementation((policies) => issue(policies, 30_000, false));
  const read = async () => store.get({ name: "database/creds/app" }, context());
  const { version, expiresAt } = await read();
  expect(expiresAt?.valueOf()).toBe(Date.now() + 30_000);
  vi.setSystemTime(Date.now() + 29_999);
  expect((await read()).version).toBe(version);
  vi.setSystemTime(Date.now() + 1);
  expect((await read()).version).not.toBe(version);
  expect(calls("auth/approle/login")).toBe(2);
});

test("a login and credentials that are under way when the store closes are given back too", async () => {
  const { roleId, secretId } = LOGIN;
  await adminOf(vault)("POST", `sys/policies/acl/${LOGIN.policy}`, {
    policy:
      'path "database/creds/app" { capabilities = ["read"] }\npath "sys/leases/revoke" { capabilities = ["update"] }',
  });
  const store = hashicorpVault({ address: vault.url, auth: appRoleAuth({ roleId, secretId }) });
  const reading = store.get({ name: "database/creds/app" }, context());
  await store.close?.();
  await reading;
  expect(vault.credentials.leases.size).toBe(0);
  expect([calls("sys/leases/revoke"), calls("auth/token/revoke-self")]).toEqual([1, 1]);
  await vi.advanceTimersByTimeAsync(300_000);
  expect([calls("sys/leases/renew"), calls("auth/token/renew-self")]).toEqual([0, 0]);
});

test("close never rejects: with Vault away, or a token that may give nothing back", async () => {
  const { store, read } = await open();
  await read();
  await vault.stop();
  await expect(store.close?.()).resolves.toBeUndefined();
});
