import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { Secret } from "@confide/core";
import { type SecretDescription, type WritableSecretStore } from "@confide/core/adapter";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../../test/clocked-store.ts";
import { context, putByHand, valueIn } from "../../test/store-helpers.ts";
import { makingTarget, target } from "../../test/target.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";

const NAME = "prod/api-key";

/** A store that gives versions no dates, and tells no time, so that a grace's end is known by the rotator's clock only. */
function undated(whole: WritableSecretStore): WritableSecretStore {
  const { now: _now, ...silent } = whole;
  return {
    ...silent,
    async describe(name, at): Promise<SecretDescription> {
      const description = await whole.describe(name, at);
      return { ...description, versions: description.versions.map(({ createdAt: _, ...each }) => each) };
    },
  };
}

const stateOf = async (store: WritableSecretStore, version: string) =>
  (await store.describe(NAME, context())).versions.find((each) => each.version === version)?.state;

test("without a grace the old value ends at once, also where the store gives no dates", async () => {
  const store = undated(memoryStore({ [NAME]: "first-key" }));
  const { issuer, valid, revoked } = target("first-key");
  const result = await rotate({ store, name: NAME, issuer, graceMs: 0 });
  expect(result).toMatchObject({ outcome: "rotated", previousVersion: "1" });
  expect(result).not.toHaveProperty("graceUntil");
  expect([[...valid], [...revoked]]).toEqual([[await valueIn(store, NAME)], ["first-key"]]);
  expect(await stateOf(store, "1")).not.toBe("enabled");
});

test("without a grace its end is noted as the moment in which the new version was made", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const { issuer } = target("first-key", {
    apply: async () => clock.advance(5_000),
    test: async () => {},
    revoke: async () => Promise.reject(new Error("not now")),
  });
  const at = { clock, store, name: NAME, issuer, askTime: async () => clock.now() };
  await expect(rotate({ ...at, graceMs: 0 })).rejects.toThrow("revoke failed");
  const { annotations } = await store.describe(NAME, context());
  const latestMs = clock.now() + 1_000; // the store's time is known to the second
  expect(Object.values(annotations)).toEqual([`v:1 base:1 to:2 attempt:1 grace:0 after:0 at:${latestMs}`]);
});

test("where the store gives no dates, a grace ends by the clock, and as late as that may be wrong", async () => {
  const clock = fakeClock();
  const store = undated(memoryStore({ [NAME]: "first-key" }));
  const { issuer, revoked } = target("first-key");
  const at = { clock, store, name: NAME, issuer, skewMs: 60_000 };
  const startedMs = clock.now();
  const { graceUntil } = await rotate({ ...at, graceMs: 400_000, readerMaxAgeMs: 0 });
  expect(graceUntil?.getTime()).toBe(startedMs + 60_000 + 400_000);
  await clock.advance(400_000 + 60_000 + 59_999);
  expect(await endGrace(at)).toEqual({ outcome: "not-yet", retired: [], graceUntil });
  await clock.advance(1);
  expect(await endGrace(at)).toEqual({ outcome: "retired", retired: ["1"] });
  expect([...revoked]).toEqual(["first-key"]);
  expect(await endGrace(at)).toEqual({ outcome: "nothing", retired: [] });
});

test("a part of a millisecond more is never a part less of the grace", async () => {
  const store = undated(memoryStore({ [NAME]: "first-key" }));
  const clock = { now: () => 1_000_000.25, sleep: async () => {} };
  const { issuer } = target("first-key");
  const { graceUntil } = await rotate({
    store,
    name: NAME,
    issuer,
    clock,
    skewMs: 0,
    graceMs: 400_000,
    readerMaxAgeMs: 0,
  });
  expect(graceUntil?.getTime()).toBe(1_400_001);
});

test("of two graces the next end is the earlier one", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const at = {
    clock,
    store,
    name: NAME,
    issuer: target("first-key").issuer,
    askTime: async () => clock.now(),
  };
  const first = await rotate({ ...at, graceMs: 400_000, readerMaxAgeMs: 0 });
  await clock.advance(100_000);
  const second = await rotate({ ...at, graceMs: 600_000, readerMaxAgeMs: 0, duringGrace: true });
  expect((await endGrace(at)).graceUntil).toEqual(first.graceUntil);
  await clock.advance(310_000);
  const ended = await endGrace(at);
  expect(ended).toMatchObject({ outcome: "retired", retired: ["1"] });
  expect(Math.abs(Number(ended.graceUntil) - Number(second.graceUntil))).toBeLessThan(5_000);
});

test("what was put back by hand is current: the end of its grace revokes and retires nothing", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const { issuer, valid, revoked } = target("first-key");
  const at = { clock, store, name: NAME, issuer };
  await rotate(at);
  await putByHand(store, NAME, "first-key");
  await endGrace({ ...at, now: true });
  expect([...revoked]).toEqual([]);
  expect(valid.has("first-key")).toBe(true);
  expect([await valueIn(store, NAME), await stateOf(store, "3")]).toEqual(["first-key", "enabled"]);
});

test("two graces of one credential end together, and it with them", async () => {
  const clock = fakeClock();
  const first = { id: "first", key: "sk_1" };
  const store = clockedStore(clock, { [NAME]: JSON.stringify(first) });
  const { issuer, revoked } = makingTarget(first);
  const at = { clock, store, name: NAME, issuer };
  await rotate(at);
  await putByHand(store, NAME, JSON.stringify(first));
  await rotate({ ...at, duringGrace: true });
  expect(await endGrace({ ...at, now: true })).toMatchObject({ outcome: "retired", retired: ["1", "3"] });
  expect([...revoked]).toEqual(["first"]);
});

test("a credential without a value that can be read ends by its handle", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: JSON.stringify({ id: "first", key: "sk_1" }) });
  const { issuer, keys, revoked } = makingTarget({ id: "first", key: "sk_1" });
  const at = { clock, store, name: NAME, issuer };
  await rotate(at);
  store.setState(NAME, "1", "destroyed");
  await endGrace({ ...at, now: true });
  expect([...revoked]).toEqual(["first"]);
  expect(keys.size).toBe(1);
});

test("a list that fails is an error with the issuer's name, and the next rotation goes on", async () => {
  const store = memoryStore({ [NAME]: JSON.stringify({ id: "first", key: "sk_1" }) });
  const { issuer } = makingTarget({ id: "first", key: "sk_1" });
  const failing = { ...issuer, listCreated: async () => Promise.reject(new Error("canary")) };
  await expect(rotate({ store, name: NAME, issuer: failing })).rejects.toMatchObject({
    step: "revoke",
    rotationId: expect.any(String) as string,
    message: expect.stringContaining(`making-target can't list what it made for ${NAME} (Error)`) as string,
  });
  expect(await rotate({ store, name: NAME, issuer })).toMatchObject({ outcome: "rotated" });
});

test("what a crash has lost ends; what is kept, current or in grace doesn't, whatever the list says", async () => {
  const store = memoryStore({ [NAME]: JSON.stringify({ id: "first", key: "sk_1" }) });
  const { issuer, keys, revoked } = makingTarget({ id: "first", key: "sk_1" });
  keys.set("lost", { key: "sk_lost", rotationId: "" });
  const all = { ...issuer, listCreated: async () => [...keys.keys()] };
  await rotate({ store, name: NAME, issuer: all });
  expect([...revoked]).toEqual(["lost"]);
  await rotate({ store, name: NAME, issuer: all, duringGrace: true });
  expect([...revoked]).toEqual(["lost"]);
  expect(keys.size).toBe(3);
});

test("a value of another form, put by hand, stops no end of a grace", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: JSON.stringify({ id: "first", key: "sk_1" }) });
  const { issuer, revoked } = makingTarget({ id: "first", key: "sk_1" });
  const at = { clock, store, name: NAME, issuer };
  await rotate(at);
  await store.put(
    NAME,
    new Secret("by hand"),
    { idempotencyKey: crypto.randomUUID(), stage: "pending" },
    context(),
  );
  expect(await endGrace({ ...at, now: true })).toMatchObject({ outcome: "retired", retired: ["1"] });
  expect([...revoked]).toEqual(["first"]);
});

test("a note stays until the store itself shows that the old version is out of use", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const at = {
    clock,
    store,
    name: NAME,
    issuer: target("first-key").issuer,
    askTime: async () => clock.now(),
  };
  const notes = async () => Object.keys((await store.describe(NAME, context())).annotations);
  await rotate({ ...at, graceMs: 400_000, readerMaxAgeMs: 0 });
  await clock.advance(410_000);
  expect(await endGrace(at)).toMatchObject({ outcome: "retired" });
  expect(await notes()).toHaveLength(1);
  expect(await endGrace(at)).toMatchObject({ outcome: "nothing" });
  expect(await notes()).toEqual([]);
});

test("the old value is read at most once, however often an issuer asks for it", async () => {
  const callsWith = async (times: number) => {
    const clock = fakeClock();
    const store = clockedStore(clock, { [NAME]: "first-key" });
    const seen: unknown[] = [];
    const { issuer } = target("first-key", {
      async revoke({ value }) {
        for (let time = 0; time < times; time++) seen.push((await value())?.reveal());
      },
    });
    await rotate({ clock, store, name: NAME, issuer, graceMs: 0 });
    expect(seen).toEqual(Array.from({ length: times }, () => "first-key"));
    return store.calls.length;
  };
  expect(await callsWith(3)).toBe(await callsWith(1));
});

test("the effects of an end are told, each as its step", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const at = { clock, store, name: NAME, issuer: target("first-key").issuer };
  await rotate(at);
  const steps: unknown[] = [];
  const note = (event: unknown) => {
    const { step, version, outcome } = event as { step: unknown; version: unknown; outcome: unknown };
    steps.push([step, version, outcome]);
  };
  subscribe("confide:rotate", note);
  await endGrace({ ...at, now: true });
  unsubscribe("confide:rotate", note);
  expect(steps).toEqual([
    ["revoke", "1", "ok"],
    ["retire", "1", "ok"],
  ]);
});
