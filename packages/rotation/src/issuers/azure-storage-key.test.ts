import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { AZURE_FIRST, azureStorageVendor, restError } from "../../test/fakes/azure-storage.ts";
import { issuerContract } from "../../test/issuer-contract.ts";
import { localLock } from "../../test/local-lock.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { azureStorageKey } from "./azure-storage-key.ts";

issuerContract("Azure storage", azureStorageVendor);

function world(first: unknown = AZURE_FIRST) {
  const { account, issuer, faults } = azureStorageVendor();
  const text = typeof first === "string" ? first : JSON.stringify(first);
  const at = { store: memoryStore({ key: text }), name: "key", issuer, lock: localLock() };
  return { account, faults, at };
}

test("the key that isn't in use is regenerated, and the old one when its grace ends", async () => {
  const { account, at } = world();
  await rotate(at);
  const { keyName, key } = JSON.parse(await valueIn(at.store, "key")) as typeof AZURE_FIRST;
  expect([keyName, account.keys.get("key2")]).toEqual(["key2", key]);
  expect(account.keys.get("key1")).toBe(AZURE_FIRST.key);
  await endGrace({ ...at, now: true });
  expect(account.keys.get("key1")).not.toBe(AZURE_FIRST.key);
  expect(account.keys.get("key2")).toBe(key);
});

test("a rotation during a grace is refused, since it would overwrite the old key", async () => {
  const { account, at } = world();
  await rotate(at);
  await expect(rotate({ ...at, duringGrace: true })).rejects.toThrow("the other slot of key is in grace");
  expect(account.keys.get("key1")).toBe(AZURE_FIRST.key);
});

test("a rotation without a lock is refused", async () => {
  const { lock: _lock, ...at } = world().at;
  await expect(rotate(at)).rejects.toThrow("pass lock");
});

test.each([
  { keyName: "key2", key: AZURE_FIRST.key },
  { keyName: "key1", key: "canary-of-yesterday" },
])("a secret that isn't what the account has is refused before any key is regenerated: %#", async (first) => {
  const { account, at } = world(first);
  const before = [...account.keys];
  const error: unknown = await rotate(at).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain(`the key in the secret is not ${first.keyName} of shopfiles`);
  expect(String(error)).not.toContain("canary");
  expect([...account.keys]).toEqual(before);
});

test("a connection string gets the new key, and all else stays", async () => {
  const connection = (key: string) =>
    `DefaultEndpointsProtocol=https;AccountName=shopfiles;AccountKey=${key};EndpointSuffix=core.windows.net`;
  const { account, at } = world({
    ...AZURE_FIRST,
    connectionString: connection(AZURE_FIRST.key),
    container: "a",
  });
  await rotate(at);
  const key = account.keys.get("key2") ?? "";
  const value = JSON.parse(await valueIn(at.store, "key")) as object;
  expect(value).toEqual({ keyName: "key2", key, connectionString: connection(key), container: "a" });
});

test("the old key in any other property stops the rotation", async () => {
  const { at } = world({ ...AZURE_FIRST, sasBase: AZURE_FIRST.key });
  await expect(rotate(at)).rejects.toThrow(
    "the secret has its key in its property sasBase too, which would keep the old one: let the application build that from keyName and key",
  );
});

test.each(["canary", '{"keyName":"key3","key":"canary"}', '{"keyName":"key1","key":""}', "[]"])(
  "a secret of another form is refused: %#",
  async (first) => {
    const { at } = world(first);
    const error: unknown = await rotate(at).catch((thrown: unknown) => thrown);
    expect(String(error)).toContain('the secret is no JSON object with "keyName" and "key"');
    expect(String(error)).not.toContain("canary");
  },
);

test.each([
  ["AuthorizationFailed", "give it the role Storage Account Key Operator Service Role"],
  ["ResourceNotFound", "correct resourceGroupName and accountName"],
  ["ResourceGroupNotFound", "correct resourceGroupName"],
  ["ScopeLocked", "remove the ReadOnly lock"],
  ["TooManyRequests", "rotate again later"],
])("%s is told with the operation and what helps", async (code, told) => {
  const { faults, at } = world();
  faults.plan = (_, call) =>
    call === "regeneratekey" ? { when: "before", error: restError(code, 400, "canary") } : undefined;
  const error: unknown = await rotate(at).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("the rotator could not call regeneratekey for shopfiles: ");
  expect(String(error)).toContain(told);
  expect(String(error)).not.toContain("canary");
});

test("an account that takes no keys is said to", async () => {
  const { faults, at } = world();
  const error = restError("KeyBasedAuthenticationNotPermitted", 403, "canary");
  faults.plan = (_, call) => (call === "use" ? { when: "before", error } : undefined);
  await expect(rotate(at)).rejects.toThrow(
    "shopfiles could not be used with its new key: the account takes no keys",
  );
});

test("an answer without the key is an error, and the client gets the signal of each call", async () => {
  const signals: unknown[] = [];
  const answer = async (...given: readonly unknown[]) => {
    signals.push((given.at(-1) as { abortSignal?: AbortSignal }).abortSignal instanceof AbortSignal);
    return given.length === 3 ? { keys: [{ keyName: "key1", value: AZURE_FIRST.key }] } : {};
  };
  const issuer = azureStorageKey({
    storageAccounts: { listKeys: answer, regenerateKey: answer },
    resourceGroupName: "shop",
    accountName: "shopfiles",
    test: async () => {},
  });
  await expect(rotate({ ...world().at, issuer })).rejects.toThrow("Azure's answer has no key2");
  expect(signals).toEqual([true, true]);
});

test("where the store has lost the old key, its slot is regenerated by its name", async () => {
  const { account, at } = world();
  await rotate(at);
  const step = {
    rotationId: "r",
    name: "n",
    version: "1",
    value: async () => undefined,
    mustGoOn: async () => {},
  };
  await at.issuer.revoke?.({ ...step, handle: "key1" });
  expect(account.keys.get("key1")).not.toBe(AZURE_FIRST.key);
  const before = [...account.keys];
  for (const handle of [undefined, "kerb1"]) await at.issuer.revoke?.({ ...step, handle });
  expect([...account.keys]).toEqual(before);
});
