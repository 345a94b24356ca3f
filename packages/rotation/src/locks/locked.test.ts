import { inspect } from "node:util";

import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { localLock } from "../../test/local-lock.ts";
import { openStores } from "../../test/stores.ts";
import { putByHand } from "../../test/store-helpers.ts";
import { target } from "../../test/target.ts";
import { endGrace } from "../end-grace.ts";
import { abortRotation } from "../abort-rotation.ts";
import { rotate } from "../rotate.ts";
import { rotateIfDue } from "../schedule.ts";
import type { HeldRotationLock } from "./lock.ts";
import { lockNameOf } from "./locked.ts";

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
  const held = await lock.acquire(lockNameOf(at));
  const before = at.store.calls.length;
  expect(await rotate(at)).toMatchObject({ outcome: "locked", version: "1" });
  expect(await endGrace(at)).toEqual({ outcome: "locked", retired: [] });
  expect(await abortRotation(at)).toEqual({ outcome: "locked" });
  expect(await rotateIfDue({ ...at, everyMs: 86_400_000 })).toMatchObject({ ended: { outcome: "locked" } });
  expect(await rotateIfDue({ ...at, everyMs: 0 })).toMatchObject({ rotation: { outcome: "locked" } });
  expect(new Set(at.store.calls.slice(before).map(({ method }) => method))).toEqual(new Set(["describe"]));
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
] as const)("what %s of a lock throws is not quoted", async (part, message) => {
  const held = { mustBeHeld: async () => {}, release: async () => {}, [part]: quoting };
  const lock = { acquire: part === "acquire" ? quoting : async () => held };
  const { issuer } = target("first-key");
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer, lock };
  const error: unknown = await rotate(at).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ name: "RotationError", step: "lock", message });
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
});

test("a lock that can't be released is reported, and undoes nothing", async () => {
  const held = { mustBeHeld: async () => {}, release: quoting };
  const { issuer } = target("first-key");
  const store = memoryStore({ key: "first-key" });
  const at = { store, name: "key", issuer, lock: { acquire: async () => held } };
  const lockProblem = "the lock of key can't be released (Error ETIMEDOUT)";
  expect(await rotate(at)).toMatchObject({ outcome: "rotated", lockProblem });
  expect(await endGrace({ ...at, now: true })).toMatchObject({ outcome: "retired", lockProblem });
  expect(await rotateIfDue({ ...at, everyMs: 0 })).toMatchObject({
    rotation: { outcome: "rotated" },
    lockProblem,
  });
  expect(await abortRotation(at)).toMatchObject({ outcome: "too-late", lockProblem });
});

const never = async () => new Promise<never>(() => {});

test.each([
  ["acquire", "the lock of key can't be acquired (no answer within 5 ms)"],
  ["mustBeHeld", "the lock of key was lost (no answer within 5 ms)"],
] as const)("%s of a lock that never answers is given up, and no effect follows", async (part, message) => {
  const held = { mustBeHeld: async () => {}, release: async () => {}, [part]: never };
  const lock = { acquire: part === "acquire" ? never : async () => held };
  const { issuer, valid } = target("first-key");
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer, lock, timeoutMs: 5 };
  await expect(rotate(at)).rejects.toMatchObject({ step: "lock", message });
  expect([...valid]).toEqual(["first-key"]);
});

test("the release of one that never answers ends too, and is reported", async () => {
  const held = { mustBeHeld: async () => {}, release: never };
  const { issuer } = target("first-key");
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer, timeoutMs: 5 };
  expect(await rotate({ ...at, lock: { acquire: async () => held } })).toMatchObject({
    outcome: "rotated",
    lockProblem: "the lock of key can't be released (no answer within 5 ms)",
  });
});

test("a lock that comes when nobody waits for it any more is given back", async () => {
  let released = 0;
  let give: (held: HeldRotationLock) => void = () => {};
  const acquire = async () => new Promise<HeldRotationLock>((resolve) => (give = resolve));
  const { issuer } = target("first-key");
  const at = {
    store: memoryStore({ key: "first-key" }),
    name: "key",
    issuer,
    lock: { acquire },
    timeoutMs: 5,
  };
  await expect(rotate(at)).rejects.toThrow("can't be acquired");
  give({ mustBeHeld: async () => {}, release: async () => void released++ });
  await new Promise((resolve) => setImmediate(resolve));
  expect(released).toBe(1);
});

test("a lock is called by its store and its secret, however long and in whatever way that is spelt", () => {
  const store = memoryStore({}, { kind: "one" });
  const name = lockNameOf({ store, name: "prod/api-key" });
  expect(name).toMatch(/^prod-api-key-[0-9a-f-]{36}$/);
  expect(lockNameOf({ store: memoryStore({}, { kind: "two" }), name: "prod/api-key" })).not.toBe(name);
  expect(lockNameOf({ store, name: "prod/api-key", scope: "eu" })).not.toBe(name);
  expect(lockNameOf({ store, name: "prod-api-key" })).not.toBe(name);
  expect(lockNameOf({ store, name: "x".repeat(2_048) }).length).toBeLessThan(100);
  const spelt = { ...store, canonicalName: (each: string) => each.toLowerCase() };
  expect(lockNameOf({ store: spelt, name: "PROD/api-key" })).toBe(name);
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
