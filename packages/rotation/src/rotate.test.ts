import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { putByHand, valueIn } from "../test/store-helpers.ts";
import { makingTarget, target } from "../test/target.ts";
import { endGrace } from "./end-grace.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import { randomKey } from "./issuers/random-key.ts";
import { rotate } from "./rotate.ts";
import { rotationStatus } from "./rotation-status.ts";

const NAME = "prod/api-key";
const DAY_MS = 86_400_000;

function world(first = "first-key") {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: first });
  return { clock, store, name: NAME };
}

test("makes a new value current, and keeps the old one until its grace is over", async () => {
  const { clock, ...at } = world();
  const issuer = randomKey({ prefix: "shop_" });
  const rotation = await rotate({ ...at, clock, issuer, graceMs: DAY_MS });

  expect(rotation).toMatchObject({ outcome: "rotated", version: "2", previousVersion: "1" });
  expect(await valueIn(at.store, NAME)).toMatch(/^shop_[\w-]{43}$/);
  expect(await valueIn(at.store, NAME, "1")).toBe("first-key");
  expect(await rotationStatus({ ...at, clock })).toMatchObject({
    phase: "grace",
    graced: [{ version: "1" }],
  });
  await clock.advance(DAY_MS - 1);
  expect(await endGrace({ ...at, clock, issuer })).toMatchObject({ outcome: "not-yet" });
  await clock.advance(2_000);
  expect(await endGrace({ ...at, clock, issuer })).toEqual({ outcome: "retired", retired: ["1"] });
  await expect(valueIn(at.store, NAME, "1")).rejects.toMatchObject({ reason: "destroyed" });
  expect(await endGrace({ ...at, clock, issuer })).toEqual({ outcome: "nothing", retired: [] });
  expect(await rotationStatus({ ...at, clock })).toMatchObject({ phase: "idle", current: "2" });
});

test("another call during the grace changes nothing, and says which rotation it is", async () => {
  const { clock, ...at } = world();
  const first = await rotate({ ...at, clock, issuer: randomKey() });
  const second = await rotate({ ...at, clock, issuer: randomKey() });
  expect(second).toMatchObject({ outcome: "in-progress", rotationId: first.rotationId, version: "2" });
});

test("the next call after the grace ends it first, and rotates", async () => {
  const { clock, ...at } = world();
  const { issuer, revoked, valid } = target("first-key");
  await rotate({ ...at, clock, issuer });
  await clock.advance(DAY_MS + 2_000);
  expect(await rotate({ ...at, clock, issuer })).toMatchObject({ outcome: "rotated", version: "3" });
  expect(revoked).toEqual(new Set(["first-key"]));
  expect(valid.size).toBe(2);
});

test("without a grace the old value ends at once", async () => {
  const { clock, ...at } = world();
  const { issuer, valid } = target("first-key");
  const rotation = await rotate({ ...at, clock, issuer, graceMs: 0 });
  expect(rotation).not.toHaveProperty("graceUntil");
  expect([...valid]).toEqual([await valueIn(at.store, NAME)]);
  await expect(valueIn(at.store, NAME, "1")).rejects.toMatchObject({ reason: "destroyed" });
});

test("a value that its test refuses never becomes current; the next call tries it again", async () => {
  const { clock, ...at } = world();
  let isUp = false;
  const { issuer } = target("first-key", {
    async test() {
      if (!isUp) throw Object.assign(new Error("password made-1 is wrong"), { code: "28P01" });
    },
  });
  const failing = rotate({ ...at, clock, issuer });
  await expect(failing).rejects.toThrow(/^test failed for prod\/api-key in memory-store \(Error 28P01\)$/);
  expect(await valueIn(at.store, NAME)).toBe("first-key");
  isUp = true;
  expect(await rotate({ ...at, clock, issuer })).toMatchObject({ outcome: "resumed", version: "2" });
});

test("with duringGrace, versions of several rotations are in grace together", async () => {
  const { clock, ...at } = world();
  const { issuer, valid } = target("first-key");
  await rotate({ ...at, clock, issuer });
  await rotate({ ...at, clock, issuer, duringGrace: true });
  const { graced } = await rotationStatus({ ...at, clock });
  expect(graced.map(({ version }) => version)).toEqual(["1", "2"]);
  expect(valid.size).toBe(3);
});

test("a version put by hand during the grace ends no grace, and is what the next rotation begins from", async () => {
  const { clock, ...at } = world();
  const { issuer, valid, revoked } = target("first-key");
  await rotate({ ...at, clock, issuer });
  valid.add("by-hand");
  await putByHand(at.store, NAME, "by-hand");
  expect(await rotationStatus({ ...at, clock })).toMatchObject({
    phase: "grace",
    graced: [{ version: "1" }],
  });
  await clock.advance(DAY_MS + 2_000);
  expect(await rotate({ ...at, clock, issuer })).toMatchObject({ outcome: "rotated", previousVersion: "3" });
  expect(revoked).toEqual(new Set(["first-key"]));
  expect(valid.has("by-hand")).toBe(true);
});

test("an old value that somebody put back is not revoked, though the grace of its version is over", async () => {
  const { clock, ...at } = world();
  const { issuer, valid } = target("first-key");
  await rotate({ ...at, clock, issuer });
  await putByHand(at.store, NAME, "first-key");
  await clock.advance(DAY_MS + 2_000);
  await endGrace({ ...at, clock, issuer });
  expect(valid.has("first-key")).toBe(true);
  expect(await valueIn(at.store, NAME)).toBe("first-key");
});

test("a version that is put by hand before the promotion wins, and the candidate is taken back", async () => {
  const { clock, ...at } = world();
  const { issuer, valid } = target("first-key", {
    async test() {
      valid.add("by-hand");
      if (!(await valueIn(at.store, NAME)).includes("hand")) await putByHand(at.store, NAME, "by-hand");
    },
  });
  expect(await rotate({ ...at, clock, issuer })).toMatchObject({ outcome: "in-progress", version: "3" });
  expect(await valueIn(at.store, NAME)).toBe("by-hand");
  expect([...valid]).toEqual(["first-key", "by-hand"]);
});

test("keys of which the value was lost are ended, the one that was kept isn't", async () => {
  const first = { id: "key_first", key: "sk_first" };
  const { clock, ...at } = world(JSON.stringify(first));
  const { issuer, keys } = makingTarget(first);
  const dying = defineIssuer({
    ...issuer,
    async create(step) {
      await issuer.create(step);
      throw new Error("the answer was lost");
    },
  });
  await expect(rotate({ ...at, clock, issuer: dying })).rejects.toThrow("create failed");
  expect(keys.size).toBe(2);
  await rotate({ ...at, clock, issuer });
  const { id } = JSON.parse(await valueIn(at.store, NAME)) as { id: string };
  expect([...keys.keys()]).toEqual(["key_first", id]);
  await clock.advance(DAY_MS + 2_000);
  await endGrace({ ...at, clock, issuer });
  expect([...keys.keys()]).toEqual([id]);
});

test("refuses a secret that has no value yet", async () => {
  const { clock, ...at } = world();
  await expect(rotate({ ...at, clock, name: "missing", issuer: randomKey() })).rejects.toMatchObject({
    reason: "not-found",
  });
});
