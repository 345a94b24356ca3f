import { getOutcome } from "@confide/core/adapter";
import { setTimeout as sleep } from "node:timers/promises";

import { afterAll, beforeAll, expect, test } from "vitest";

import { startOpenBao } from "../../../../scripts/servers.ts";
import { type Admin, adminOf, context, tokenFor } from "../../test/fixture.ts";
import { appRoleAuth, hashicorpVault, tokenAuth, type VaultAuth } from "../index.ts";

let bao: Awaited<ReturnType<typeof startOpenBao>>;
let admin: Admin;

beforeAll(async () => {
  bao = await startOpenBao();
  admin = adminOf(bao);
  await admin("POST", "secret/data/app", { data: { a: 1 } });
  await admin("POST", "sys/policies/acl/app", {
    policy: `path "secret/data/app" { capabilities = ["read"] }`,
  });
  await admin("POST", "sys/auth/approle", { type: "approle" });
  await admin("POST", "auth/approle/role/app", {
    token_policies: "app",
    token_ttl: "2s",
    token_max_ttl: "4s",
  });
}, 300_000);
afterAll(async () => bao.stop());

async function dataOf(path: string, method = "GET"): Promise<Record<string, string>> {
  return ((await admin(method, path)) as { data: Record<string, string> }).data;
}

function storeWith(auth: VaultAuth) {
  const store = hashicorpVault({ address: bao.url, auth });
  const read = async () => {
    const outcome = await getOutcome(store, { name: "app" }, context());
    return outcome?.error?.message ?? outcome?.value?.value.reveal();
  };
  return { store, read };
}

test("AppRole: logs in, renews, logs in anew when the token's time is up", async () => {
  const { role_id: roleId = "" } = await dataOf("auth/approle/role/app/role-id");
  const { secret_id: secretId = "" } = await dataOf("auth/approle/role/app/secret-id", "POST");
  const { store, read } = storeWith(appRoleAuth({ roleId, secretId }));
  for (let reads = 0; reads < 7; reads++) {
    expect(await read()).toBe('{"a":1}');
    await sleep(800);
  }
  await store.close?.();
});

test("AppRole: a wrong secret id", async () => {
  const { role_id: roleId = "" } = await dataOf("auth/approle/role/app/role-id");
  expect(await storeWith(appRoleAuth({ roleId, secretId: "wrong" })).read()).toBe(
    "not signed in to vault: auth/approle/login refused the login",
  );
});

test("a wrapped token is unwrapped, once", async () => {
  const wrapping = await fetch(`${bao.url}/v1/auth/token/create`, {
    method: "POST",
    headers: { "X-Vault-Token": bao.token, "X-Vault-Wrap-TTL": "60s" },
    body: JSON.stringify({ policies: ["app"] }),
  });
  const { wrap_info } = (await wrapping.json()) as { wrap_info: { token: string } };
  const { read } = storeWith(tokenAuth(wrap_info.token, { wrapped: true }));
  expect([await read(), await read()]).toEqual(['{"a":1}', '{"a":1}']);
  expect(await storeWith(tokenAuth(wrap_info.token, { wrapped: true })).read()).toContain(
    "not signed in to vault",
  );
});

test("a token that is kept alive outlives its first time", async () => {
  const given = await tokenFor(admin, ["app"], { ttl: "2s", renewable: true });
  const { read } = storeWith(tokenAuth(given, { renew: true }));
  for (let reads = 0; reads < 4; reads++) {
    expect(await read()).toBe('{"a":1}');
    await sleep(900);
  }
});

test("a sealed Vault is unavailable", async () => {
  const sealed = await startOpenBao();
  await adminOf(sealed)("POST", "sys/seal");
  const store = hashicorpVault({ address: sealed.url, auth: tokenAuth(sealed.token) });
  const outcome = await getOutcome(store, { name: "app" }, context());
  expect(outcome?.error).toMatchObject({ reason: "unavailable" });
  expect(outcome?.error?.message).toContain("sealed");
  await sealed.stop();
});
