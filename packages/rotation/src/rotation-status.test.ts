import { fakeClock, memoryStore } from "@confide/core/testing";
import { describe, expect, test } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { type Death, mortal } from "../test/crashing.ts";
import { localLock } from "../test/local-lock.ts";
import { context, putByHand } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { target } from "../test/target.ts";
import { endGrace } from "./end-grace.ts";
import { randomKey } from "./issuers/random-key.ts";
import { rotate } from "./rotate.ts";
import { rotationStatus } from "./rotation-status.ts";

/** Effects of `rotate` in their order: look, create, read, put, look, note, look, apply, test, look, promote, note. */
async function statusAfter(at: number, when: Death["when"] = "after") {
  const store = memoryStore({ key: "first-key" });
  const dying = mortal(store, target("first-key").issuer, { at, when });
  await Promise.race([rotate({ store: dying.store, name: "key", issuer: dying.issuer }), dying.died]);
  return { store, status: await rotationStatus({ store, name: "key" }) };
}

test.each([
  [2, "idle", "1", []],
  [3, "idle", "1", []],
  [4, "begun", "1", []],
  [6, "begun", "1", []],
  [8, "begun", "1", []],
  [11, "promoted", "2", [{ version: "1" }]],
  [12, "grace", "2", [{ version: "1", until: expect.any(Date) as Date }]],
] as const)("after effect %i it is %s", async (at, phase, current, graced) => {
  const { status } = await statusAfter(at);
  expect(status).toMatchObject({ phase, current, graced });
});

test("a version that somebody puts in between is told", async () => {
  const { store } = await statusAfter(7);
  await putByHand(store, "key", "by-hand");
  expect(await rotationStatus({ store, name: "key" })).toMatchObject({ phase: "overtaken", current: "3" });
});

test("the rotation is named as soon as its note is written, and no longer than that", async () => {
  const ids = [];
  for (const at of [4, 6, 8, 11, 12]) ids.push((await statusAfter(at)).status.rotationId);
  expect(ids[0]).toBeUndefined();
  expect(new Set(ids.slice(1)).size).toBe(1);
  expect(ids[1]).toMatch(/^[0-9a-f-]{36}$/);
});

test("after the grace the old version is to be retired; once it is, nothing is", async () => {
  const clock = fakeClock();
  const store = clockedStore(clock, { key: "first-key" });
  const at = { clock, store, name: "key", issuer: target("first-key").issuer };
  const { rotationId } = await rotate({
    ...at,
    graceMs: 400_000,
    readerMaxAgeMs: 0,
    askTime: async () => clock.now(),
  });
  await clock.advance(402_000);
  const look = async () => rotationStatus({ ...at, askTime: async () => clock.now() });
  expect(await look()).toEqual({
    phase: "over",
    next: "endGracePeriod",
    summary: expect.stringContaining("The next endGrace or rotate revokes and retires it") as string,
    current: "2",
    currentSince: expect.any(Date) as Date,
    rotationId,
    graced: [],
  });
  await store.retire("key", "1", context());
  // By hand: only who knows the issuer knows whether the credential is good there.
  expect(await look()).toMatchObject({ phase: "idle", next: "endGracePeriod", graced: [] });
  expect((await look()).summary).toContain("its credential may still be good");
  const { issuer: _, ...unknown } = at;
  const told = await rotationStatus({ ...unknown, askTime: async () => clock.now() });
  expect([told.phase, told.next, told.summary.includes("may still be good")]).toEqual([
    "idle",
    undefined,
    false,
  ]);
});

describe.each(Object.entries(openStores))("%s", (_, open) => {
  test.each(["key", "app#apiKey"])("once the old value of %s is ended, nothing comes next", async (name) => {
    await using opened = await open();
    const { store, lock = store.writes.pending === "sibling" ? localLock() : undefined } = opened;
    await putByHand(store, "key", "the-first-key");
    await putByHand(store, "app", JSON.stringify({ apiKey: "the-first-key" }));
    for (const issuer of [randomKey(), target("the-first-key").issuer]) {
      const at = { store, lock, name, issuer };
      await rotate({ ...at, graceMs: 0 });
      const { phase, next, summary } = await rotationStatus(at);
      expect([phase, next, summary.includes("no rotation is under way.")]).toEqual(["idle", undefined, true]);
      await rotate(at);
      await endGrace({ ...at, now: true });
      expect(await rotationStatus(at)).toMatchObject({ phase: "idle", graced: [] });
      expect(await rotationStatus(at)).not.toHaveProperty("next");
      expect((await rotationStatus({ store, name })).next).toBeUndefined();
    }
  });
});

test("one look, whatever there is to say", async () => {
  const { store } = await statusAfter(9);
  const before = store.calls.length;
  await rotationStatus({ store, name: "key" });
  expect(store.calls.slice(before).map(({ method }) => method)).toEqual(["describe"]);
});

test.each([
  [2, "Version 1 is current since DATE, and no rotation is under way.", undefined],
  [
    4,
    "Version 2 is stored and pending, and version 1 is still current. The next rotate sets, tries and promotes it; if it can't, abortRotation gives it up.",
    undefined,
  ],
  [
    8,
    "Version 2 is stored and pending, and version 1 is still current. The next rotate sets, tries and promotes it; if it can't, abortRotation gives it up.",
    "resume",
  ],
  [
    11,
    "Version 2 is current since DATE, and readers may not know it yet. The next rotate or endGrace notifies them and begins the grace of version 1.",
    "promote",
  ],
  [
    12,
    "Version 2 is current since DATE, and version 1 is good until DATE. The first endGrace or rotate after that ends it; endGrace with now does so at once.",
    undefined,
  ],
] as const)("after effect %i it says what happened and what comes next", async (at, summary, next) => {
  const { status } = await statusAfter(at);
  expect(status.summary.replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/g, "DATE")).toBe(summary);
  expect(status.next).toBe(next);
});

test("a note that can't be read is named, with what it keeps from happening", async () => {
  const { store } = await statusAfter(9);
  const { annotations } = await store.describe("key", context());
  const [name = ""] = Object.keys(annotations);
  await store.annotate("key", { [name]: "v:2" }, {}, context());
  const { summary } = await rotationStatus({ store, name: "key" });
  expect(summary).toContain(`Until ${name} is seen to by hand, no rotation begins`);
});
