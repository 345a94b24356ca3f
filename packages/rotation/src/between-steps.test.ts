import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { Secret } from "@confide/core";
import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { mortal } from "../test/crashing.ts";
import { openStores } from "../test/stores.ts";
import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { makingTarget, target } from "../test/target.ts";
import { abortRotation } from "./abort-rotation.ts";
import { endGrace } from "./end-grace.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import type { Issuer } from "./issuers/issuer.ts";
import { rotate } from "./rotate.ts";
import { rotateIfDue } from "./schedule.ts";

const NAME = "prod/api-key";
const first = { id: "key_first", key: "sk_first" };

/** A vendor that makes keys itself and takes two of them, as AWS does for the access keys of a user. */
function twoKeys() {
  const { issuer, keys, revoked } = makingTarget(first);
  const create: Issuer["create"] = async (step) => {
    if (keys.size >= 2) throw Object.assign(new Error("too many"), { code: "LimitExceeded" });
    return issuer.create(step);
  };
  return { issuer: { ...issuer, create }, keys, revoked };
}

for (const [title, open] of Object.entries(openStores))
  test(`${title}: of a vendor with two keys, one that a crash has lost makes room for the next`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "two-keys", JSON.stringify(first));
    const { issuer, keys } = twoKeys();
    const at = { ...opened, name: "two-keys", issuer };
    const losing = {
      ...issuer,
      create: async (step: Parameters<Issuer["create"]>[0]) => issuer.create(step).then(lost),
    };
    await expect(rotate({ ...at, issuer: losing })).rejects.toThrow("create failed");
    expect(keys.size).toBe(2);
    expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
    const { id } = JSON.parse(await valueIn(opened.store, "two-keys")) as { id: string };
    expect([...keys.keys()]).toEqual(["key_first", id]);
    await endGrace({ ...at, now: true });
    expect([...keys.keys()]).toEqual([id]);
  });

function lost(): never {
  throw new Error("the answer was lost");
}

test("abortRotation ends a key that a crash has lost, though the store shows nothing of it", async () => {
  const clock = fakeClock();
  const { issuer, keys } = twoKeys();
  const store = clockedStore(clock, { [NAME]: JSON.stringify(first) });
  const at = { clock, store, name: NAME, issuer };
  await expect(
    rotate({ ...at, issuer: { ...issuer, create: async (step) => issuer.create(step).then(lost) } }),
  ).rejects.toThrow("create failed");
  expect(await abortRotation(at)).toMatchObject({ outcome: "aborted" });
  expect([...keys.keys()]).toEqual(["key_first"]);
  expect(await abortRotation(at)).toEqual({ outcome: "nothing" });
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
  expect(await abortRotation(at)).toMatchObject({ outcome: "too-late" });
});

test("a key that was made and stored, but not noted, is gone on with: the vendor makes no other", async () => {
  const clock = fakeClock();
  const { issuer, keys } = twoKeys();
  const store = clockedStore(clock, { [NAME]: JSON.stringify(first) });
  // look, list, look, note, create, read, look, put
  const dying = mortal(store, issuer, { at: 8, when: "after" });
  await Promise.race([rotate({ clock, store: dying.store, name: NAME, issuer: dying.issuer }), dying.died]);
  const { pending = "" } = await store.describe(NAME, context());
  const value = await valueIn(store, NAME, pending);
  expect(await rotate({ clock, store, name: NAME, issuer })).toMatchObject({
    outcome: "resumed",
    version: pending,
  });
  expect([await valueIn(store, NAME), keys.size]).toEqual([value, 2]);
});

test("a key that another rotator takes for lost is never made current", async () => {
  const clock = fakeClock();
  const { issuer, keys } = makingTarget(first);
  const store = clockedStore(clock, { [NAME]: JSON.stringify(first) });
  const at = { clock, store, name: NAME };
  let isFirst = true;
  const slow: Issuer["create"] = async (step) => {
    const made = await issuer.create(step);
    // Held up between the vendor and the store: meanwhile another one does the whole rotation.
    if (isFirst) await ((isFirst = false), rotate({ ...at, issuer }));
    return made;
  };
  expect(await rotate({ ...at, issuer: { ...issuer, create: slow } })).toMatchObject({
    outcome: "in-progress",
  });
  const { id } = JSON.parse(await valueIn(store, NAME)) as { id: string };
  expect([...keys.keys()]).toEqual(["key_first", id]);
});

test("also where the other one stops after it has ended it", async () => {
  const clock = fakeClock();
  const { issuer, keys } = makingTarget(first);
  const store = clockedStore(clock, { [NAME]: JSON.stringify(first) });
  const at = { clock, store, name: NAME };
  let isFirst = true;
  const slow: Issuer["create"] = async (step) => {
    const made = await issuer.create(step);
    if (isFirst) {
      isFirst = false;
      await rotate({ ...at, issuer: { ...issuer, create: async () => lost() } }).catch(() => {});
    }
    return made;
  };
  expect(await rotate({ ...at, issuer: { ...issuer, create: slow } })).toMatchObject({ outcome: "rotated" });
  const { id } = JSON.parse(await valueIn(store, NAME)) as { id: string };
  expect([...keys.keys()]).toEqual(["key_first", id]);
});

const failing = async (): Promise<never> => {
  throw new Error("not now");
};

for (const part of ["revoke", "retire"] as const)
  test(`without a grace, a call that ends what the one before could not (${part}) makes nothing new`, async () => {
    const clock = fakeClock();
    const store = clockedStore(clock, { [NAME]: "first-key" });
    const { issuer, valid } = target("first-key");
    const at = { clock, store, name: NAME, issuer, graceMs: 0 };
    const broken =
      part === "revoke"
        ? { issuer: { ...issuer, revoke: failing } }
        : { store: { ...store, retire: failing } };
    await expect(rotate({ ...at, ...broken })).rejects.toThrow(part);
    expect(await rotate(at)).toMatchObject({ outcome: "resumed", version: "2", previousVersion: "1" });
    const current = await valueIn(store, NAME);
    expect([...valid]).toEqual([current]);
    expect(await rotate(at)).toMatchObject({ outcome: "rotated", version: "3" });
  });

test("so does rotateIfDue, though none is due", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const { issuer, valid } = target("first-key");
  const at = { clock, store, name: NAME, issuer, graceMs: 0 };
  await expect(rotate({ ...at, issuer: { ...issuer, revoke: failing } })).rejects.toThrow("revoke");
  await rotateIfDue({ ...at, everyMs: 365 * 86_400_000 });
  expect([...valid]).toEqual([await valueIn(store, NAME)]);
});

async function stepsOf(work: () => Promise<unknown>): Promise<unknown[]> {
  const steps: unknown[] = [];
  const hear = (event: unknown) => steps.push((event as { step: unknown }).step);
  subscribe("confide:rotate", hear);
  await work().finally(() => unsubscribe("confide:rotate", hear));
  return steps;
}

test("an old credential is revoked once, however many calls come by until its note is gone", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  let revoked = 0;
  const { issuer } = target("first-key", { revoke: async () => void revoked++ });
  const at = { clock, store, name: NAME, issuer, askTime: async () => clock.now() };
  await rotate(at);
  await clock.advance(2 * 86_400_000);
  for (let call = 0; call < 3; call++) await endGrace(at);
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
  expect(revoked).toBe(1);
  expect(Object.keys((await store.describe(NAME, context())).annotations)).toHaveLength(1);
});

test("a crash after the revocation leaves the retiring, which revokes nothing again", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  let revoked = 0;
  const { issuer } = target("first-key", { revoke: async () => void revoked++ });
  const at = { clock, store, name: NAME, issuer, askTime: async () => clock.now() };
  await rotate(at);
  await clock.advance(2 * 86_400_000);
  await expect(endGrace({ ...at, store: { ...store, retire: failing } })).rejects.toThrow("could not retire");
  expect(await endGrace(at)).toMatchObject({ outcome: "retired", retired: ["1"] });
  expect(revoked).toBe(1);
});

test("readers are notified as soon as the value is current: they wait for no list, and no login that must fail", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: JSON.stringify(first) });
  const calls: string[] = [];
  const { issuer } = makingTarget(first);
  const { listCreated, test: use } = issuer;
  const told = defineIssuer({
    ...issuer,
    apply: async ({ isRepeated }) => void calls.push(isRepeated === true ? "apply again" : "apply"),
    test: async (step) => (calls.push("test"), use?.(step)),
    listCreated: async (...parameters) => (calls.push("list"), (await listCreated?.(...parameters)) ?? []),
  });
  const notify = async () => void calls.push("notify");
  const at = { clock, store, name: NAME, issuer: told, notify };
  await expect(rotate({ ...at, issuer: { ...told, test: failing } })).rejects.toThrow("test failed");
  await rotate(at);
  expect(calls).toEqual(["list", "apply", "apply again", "test", "notify"]);
  expect(await stepsOf(async () => endGrace({ ...at, now: true }))).toEqual(["revoke", "retire"]);
});

test("a value without a note that isn't the rotation's is left alone, and ends with an abort", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const { issuer, valid } = target("first-key");
  const options = { idempotencyKey: "by hand", stage: "pending" } as const;
  await store.put(NAME, new Secret("of-somebody-else"), options, context());
  expect(await rotate({ clock, store, name: NAME, issuer })).toMatchObject({
    outcome: "rotated",
    version: "3",
  });
  expect([...valid]).toEqual(["first-key", await valueIn(store, NAME)]);
});
