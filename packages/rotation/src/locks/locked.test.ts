import { inspect } from "node:util";

import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { localLock, openStores } from "../../test/stores.ts";
import { putByHand } from "../../test/store-helpers.ts";
import { target } from "../../test/target.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";

test("Azure without a lock is refused, with what to do, before any call", async () => {
  const open = openStores["Azure"];
  await using opened = (await open?.()) ?? { store: memoryStore(), [Symbol.asyncDispose]: async () => {} };
  const at = { store: opened.store, name: "key", issuer: target("first-key").issuer };
  const told =
    "azure-key-vault has no compare-and-set, so that two rotators could overwrite each other: pass lock: postgresLock({ … }) or fileLock({ … })";
  await expect(rotate(at)).rejects.toThrow(told);
  await expect(endGrace(at)).rejects.toThrow(told);
});

test("an issuer whose target bears one rotator only is refused without a lock", async () => {
  const { issuer } = target("first-key", { exclusive: true });
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer };
  await expect(rotate(at)).rejects.toThrow("two rotators would break each other's");
  expect((await rotate({ ...at, lock: localLock() })).outcome).toBe("rotated");
});

test("who doesn't get the lock says what is under way", async () => {
  const lock = localLock();
  const { issuer } = target("first-key");
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer, lock };
  const held = await lock.acquire("key");
  expect(await rotate(at)).toMatchObject({ outcome: "in-progress", version: "1" });
  expect(await endGrace(at)).toEqual({ outcome: "not-yet", retired: [] });
  await held?.release();
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
});

test("who loses the lock on the way does nothing more", async () => {
  const lock = localLock();
  const { issuer, valid } = target("first-key", { test: async () => lock.releaseAll() });
  const store = memoryStore();
  await putByHand(store, "key", "first-key");
  await expect(rotate({ store, name: "key", issuer, lock })).rejects.toThrow(
    "the lock of key was lost (Error)",
  );
  expect(store.calls.filter(({ method }) => method === "promote")).toEqual([]);
  expect(valid.has("first-key")).toBe(true);
});

const quoting = async () =>
  Promise.reject(Object.assign(new Error("postgres://app:canary@db"), { code: "ETIMEDOUT" }));

test.each([
  ["acquire", "the lock of key can't be acquired (Error ETIMEDOUT)"],
  ["mustBeHeld", "the lock of key was lost (Error ETIMEDOUT)"],
  ["release", "the lock of key can't be released (Error ETIMEDOUT)"],
] as const)("what %s of a lock throws is not quoted", async (part, message) => {
  const held = { mustBeHeld: async () => {}, release: async () => {}, [part]: quoting };
  const lock = { acquire: part === "acquire" ? quoting : async () => held };
  const { issuer } = target("first-key");
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer, lock };
  const error: unknown = await rotate(at).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "RotationError", step: "lock", message });
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
});

test("why the work failed is said, not that its lock can't be released either", async () => {
  const { issuer } = target("first-key", { create: quoting });
  const held = { mustBeHeld: async () => {}, release: quoting };
  const at = {
    store: memoryStore({ key: "first-key" }),
    name: "key",
    issuer,
    lock: { acquire: async () => held },
  };
  await expect(rotate(at)).rejects.toThrow("create failed for key");
});
