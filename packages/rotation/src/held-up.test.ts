import { Secret } from "@confide/core";
import { SourceError, type WritableSecretStore } from "@confide/core/adapter";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { mortal } from "../test/crashing.ts";
import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { makingTarget, target, textOf } from "../test/target.ts";
import { abortRotation } from "./abort-rotation.ts";
import { endGrace } from "./end-grace.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import type { Issuer, IssuerCreateStep, IssuerValue } from "./issuers/issuer.ts";
import { rotate } from "./rotate.ts";
import { keyVerifier } from "./verify/key-verifier.ts";

// With a lock, nobody does anything while another is held up.
const { Azure: _azure, "Parameter Store": _parameters, ...unlocked } = openStores;

const HOUR_MS = 3_600_000;

const noFailure = (error: unknown): string => {
  if (Reflect.get(Object(error), "reason") !== "conflict") throw error;
  return "conflict";
};

/** The store as a rotator sees it that is held up before one call, once. */
function heldUpAt(
  store: WritableSecretStore,
  method: "put" | "annotate" | "promote" | "retire",
  meanwhile: () => Promise<unknown>,
): WritableSecretStore {
  let isDone = false;
  const held = async (...call: never[]) => {
    if (!isDone) {
      isDone = true;
      await meanwhile();
    }
    return (store[method] as (...all: never[]) => Promise<never>)(...call);
  };
  return { ...store, [method]: held };
}

for (const [title, open] of Object.entries(unlocked))
  test(`${title}: who is held up before it stores its value writes over nothing of a rotation that was done meanwhile`, async () => {
    await using opened = await open();
    const first = { id: "key_first", key: "sk_first" };
    await putByHand(opened.store, "key", JSON.stringify(first));
    const { issuer, keys } = makingTarget(first);
    const at = { ...opened, name: "key", issuer };
    const store = heldUpAt(opened.store, "put", async () => rotate(at));
    await rotate({ ...at, store }).catch(noFailure);
    const verifier = keyVerifier(at);
    expect(await verifier.verify(JSON.stringify(first))).toMatchObject({ current: false });
    expect(await verifier.verify(await valueIn(opened.store, "key"))).toMatchObject({ current: true });
    await endGrace({ ...at, now: true });
    expect([...keys.keys()]).toEqual([(JSON.parse(await valueIn(opened.store, "key")) as typeof first).id]);
  });

// AWS's tags have no guard.
const { AWS: _aws, ...guarded } = unlocked;
for (const [title, open] of Object.entries(guarded))
  test(`${title}: a rotation that is given up before its note stays given up`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "key", "first-key");
    const { issuer, valid } = target("first-key");
    const at = { ...opened, name: "key", issuer };
    const outcomes: string[] = [];
    const store = heldUpAt(opened.store, "annotate", async () => {
      outcomes.push((await abortRotation(at)).outcome);
    });
    outcomes.push(await rotate({ ...at, store }).then(({ outcome }) => outcome, noFailure));
    expect(outcomes[0]).toBe("aborted");
    await rotate(at);
    await endGrace({ ...at, now: true });
    expect([...valid]).toEqual([await valueIn(opened.store, "key")]);
  });

for (const [title, open] of Object.entries(unlocked))
  test(`${title}: who is held up before its note, while another version comes, sets nothing`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "key", "first-key");
    const { issuer, valid } = target("first-key");
    const at = { ...opened, name: "key", issuer };
    const store = heldUpAt(opened.store, "annotate", async () => {
      await putByHand(opened.store, "key", "first-key");
      await rotate(at);
    });
    await rotate({ ...at, store }).catch(noFailure);
    await endGrace({ ...at, now: true });
    expect([...valid]).toEqual([await valueIn(opened.store, "key")]);
  });

/** A vendor of two keys that makes them itself. */
function twoKeys() {
  const keys = new Map([["key-0", ""]]);
  const issuer = defineIssuer({
    async create({ rotationId }) {
      if (keys.size >= 2) throw new Error("the vendor has room for two keys");
      const key = `key-${crypto.randomUUID()}`;
      keys.set(key, rotationId);
      return new Secret<string | Uint8Array>(key);
    },
    revoke: async ({ handle = "" }) => void keys.delete(handle),
    listCreated: async (rotationId) => [...keys].flatMap(([key, of]) => (of === rotationId ? key : [])),
    handleOf: textOf,
  });
  return { keys, issuer };
}

test("a key that a crash lost is ended too where another version became current since", async () => {
  const { keys, issuer } = twoKeys();
  const store = memoryStore({ key: "key-0" });
  const lost = { ...issuer, create: async (step: IssuerCreateStep) => issuer.create(step).then(never) };
  void rotate({ store, name: "key", issuer: lost });
  while (keys.size < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  await putByHand(store, "key", "key-0");
  expect(await rotate({ store, name: "key", issuer })).toMatchObject({ outcome: "rotated" });
  await endGrace({ store, name: "key", issuer, now: true });
  expect([...keys.keys()]).toEqual([await valueIn(store, "key")]);
});

test("giving up where nothing was begun leaves no note", async () => {
  const store = memoryStore({ key: "key-0" });
  expect(await abortRotation({ store, name: "key", issuer: twoKeys().issuer })).toMatchObject({
    outcome: "nothing",
  });
  expect((await store.describe("key", context())).annotations).toEqual({});
});

const never = async (): Promise<never> => new Promise(() => {});

test("while a part waits that another version has superseded, no other part is rotated on top of it", async () => {
  const store = memoryStore({ app: JSON.stringify({ a: "a1", b: "b1" }) });
  const at = { a: target("a1"), b: target("b1") };
  const options = (part: "a" | "b") => ({ store, name: `app#${part}`, issuer: at[part].issuer });
  const dying: Issuer = { ...at.a.issuer, test: never };
  const { store: its, issuer } = mortal(store, dying);
  void rotate({ ...options("a"), store: its, issuer });
  while (at.a.valid.size < 2) await new Promise((resolve) => setTimeout(resolve, 1));
  await putByHand(store, "app", JSON.stringify({ a: "a1", b: "b1", edited: "by hand" }));
  await expect(rotate(options("b"))).rejects.toThrow("a rotation of app#a has not come to its end");
  expect(await abortRotation(options("a"))).toMatchObject({ outcome: "aborted" });
  expect([...at.a.valid]).toEqual(["a1"]);
  expect(await rotate(options("b"))).toMatchObject({ outcome: "rotated" });
});

test("a version by hand that has the number of what waited is not ended with it", async () => {
  await using opened = await openStores["Vault"]?.();
  const store = opened?.store ?? memoryStore();
  await putByHand(store, "key", "first-key");
  const { issuer, valid, revoked } = target("first-key");
  const at = { store, name: "key", issuer };
  const denied = new SourceError({ reason: "denied", message: "not now", store: store.name });
  const stopped = heldUpAt(store, "promote", async () => Promise.reject(denied));
  await expect(rotate({ ...at, store: stopped })).rejects.toMatchObject({ reason: "denied" });
  valid.add("by-hand");
  await putByHand(store, "key", "by-hand");
  await rotate(at);
  await endGrace({ ...at, now: true });
  expect(revoked.has("by-hand")).not.toBe(valid.has("by-hand"));
  expect(valid.has(await valueIn(store, "key"))).toBe(true);
});

for (const [title, open] of Object.entries(unlocked))
  test(`${title}: what was given up while it was tried is not promoted`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "key", "first-key");
    const { issuer, valid } = target("first-key");
    const at = { ...opened, name: "key", issuer };
    const outcomes: string[] = [];
    const abortingTest: Issuer["test"] = async (step) => {
      await issuer.test?.(step);
      if (outcomes.length === 0) outcomes.push((await abortRotation(at)).outcome);
    };
    outcomes.push(
      await rotate({ ...at, issuer: { ...issuer, test: abortingTest } }).then(
        ({ outcome }) => outcome,
        noFailure,
      ),
    );
    expect(outcomes).toEqual(["aborted", "rotated"]);
    const current = await valueIn(opened.store, "key");
    expect([...valid]).toEqual(["first-key", current]);
  });

/** Two users of one target, whose passwords are set, and what holds a rotator up before the first is. */
function twoSlots(meanwhile: () => Promise<unknown>) {
  const slots = new Map([
    ["a", "first"],
    ["b", "nobody has it"],
  ]);
  const partsOf = (value: IssuerValue) => textOf(value).split(" ") as [user: string, password: string];
  let isHeld = false;
  const issuer = defineIssuer({
    credentials: "two-slots",
    handleOf: (value) => partsOf(value)[0],
    async create({ current }) {
      const [user] = partsOf(await current());
      return new Secret<string | Uint8Array>(`${user === "a" ? "b" : "a"} ${crypto.randomUUID()}`);
    },
    async apply({ value, mustGoOn }) {
      if (!isHeld) {
        isHeld = true;
        await meanwhile();
      }
      await mustGoOn();
      slots.set(...partsOf(value));
    },
    async test({ value }) {
      const [user, password] = partsOf(value);
      if (slots.get(user) !== password) throw new Error("not accepted");
    },
    revoke: async ({ handle = "" }) => void slots.set(handle, "nobody has it"),
  });
  return { slots, issuer };
}

for (const [title, open] of Object.entries(unlocked))
  test(`${title}: who is held up before it sets a slot doesn't set it over a rotation that was done meanwhile`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "key", "a first");
    const { slots, issuer } = twoSlots(async () => {
      await putByHand(opened.store, "key", "a first");
      await rotate(at);
    });
    const at = { ...opened, name: "key", issuer };
    await rotate(at).catch(noFailure);
    const [user = "", password] = (await valueIn(opened.store, "key")).split(" ");
    expect(slots.get(user)).toBe(password);
    expect(slots.get("a")).toBe("first");
  });

const denied = () => new SourceError({ reason: "denied", message: "not now", store: "a store" });
const failing = { test: async () => Promise.reject(new Error("not accepted")) };

for (const [title, open] of Object.entries(openStores))
  test(`${title}: what could not be ended when it was given up is ended by the next rotation`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "key", "first-key");
    const { issuer, valid } = target("first-key");
    const at = { ...opened, name: "key", issuer };
    await expect(rotate({ ...at, issuer: { ...issuer, ...failing } })).rejects.toThrow("test failed");
    const revoke = async () => Promise.reject(denied());
    await expect(abortRotation({ ...at, issuer: { ...issuer, revoke } })).rejects.toMatchObject({
      reason: "denied",
    });
    expect(valid.size).toBe(2);
    expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
    expect([...valid]).toEqual(["first-key", await valueIn(opened.store, "key")]);
  });

test("a part whose giving up a crash has cut off is given up by the next call, beside another part that waits", async () => {
  const store = memoryStore({ app: JSON.stringify({ a: "a1", b: "b1" }) });
  const at = { a: target("a1"), b: target("b1") };
  const options = (part: "a" | "b") => ({
    store,
    name: `app#${part}`,
    issuer: { ...at[part].issuer, ...failing },
  });
  await Promise.allSettled([rotate(options("a")), rotate(options("b"))]);
  const noted = heldUpAt(store, "retire", async () => Promise.reject(denied()));
  await expect(abortRotation({ ...options("a"), store: noted })).rejects.toMatchObject({ reason: "denied" });
  await abortRotation(options("a"));
  await abortRotation(options("b"));
  expect([[...at.a.valid], [...at.b.valid]]).toEqual([["a1"], ["b1"]]);
});

test("what was ended and retired is not ended again where a crash has left its note", async () => {
  const store = memoryStore({ key: "first-key" });
  const { issuer, valid } = target("first-key");
  const revoke: Issuer["revoke"] = async (step) => {
    if (!(await step.value())) throw new Error("which one?");
    await issuer.revoke?.(step);
  };
  const at = { store, name: "key", issuer: { ...issuer, revoke } };
  await expect(rotate({ ...at, issuer: { ...at.issuer, ...failing } })).rejects.toThrow("test failed");
  await putByHand(store, "key", "first-key");
  const cut = heldUpAt(store, "annotate", async () => Promise.reject(denied()));
  await expect(rotate({ ...at, store: cut })).rejects.toMatchObject({ reason: "denied" });
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
  expect([...valid]).toEqual(["first-key", await valueIn(store, "key")]);
});

for (const kind of ["many", "two-slots"] as const)
  test(`the grace of a value that was stored long before counts from when it becomes current (${kind})`, async () => {
    const clock = fakeClock();
    const store = clockedStore(clock, { key: "first-key" });
    const { issuer, valid } = target("first-key", { credentials: kind });
    const at = { clock, store, name: "key", issuer, graceMs: 6 * HOUR_MS, askTime: async () => clock.now() };
    const cut = heldUpAt(store, "annotate", async () => Promise.reject(denied()));
    await expect(rotate({ ...at, store: cut })).rejects.toMatchObject({ reason: "denied" });
    await clock.advance(8 * HOUR_MS);
    const { graceUntil } = await rotate(at);
    expect(graceUntil?.getTime()).toBeGreaterThanOrEqual(clock.now() + 6 * HOUR_MS);
    await clock.advance(5 * HOUR_MS);
    await endGrace(at);
    expect(valid.has("first-key")).toBe(true);
    expect(await keyVerifier({ store, name: "key", clock }).verify("first-key")).toMatchObject({
      current: false,
    });
    await clock.advance(2 * HOUR_MS);
    expect(await endGrace(at)).toMatchObject({ outcome: "retired" });
  });
