import { Secret } from "@confide/core";
import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore, skewed } from "../test/clocked-store.ts";
import { valueIn } from "../test/store-helpers.ts";
import { endGrace } from "./end-grace.ts";
import { randomKey } from "./issuers/random-key.ts";
import { keyVerifier } from "./key-verifier.ts";
import { rotate } from "./rotate.ts";

const NAME = "prod/api-key";
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
const issuer = randomKey();

function world() {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const at = { store, name: NAME, issuer, clock };
  const counted = (method: string) => store.calls.filter((call) => call.method === method).length;
  return { clock, store, at, counted };
}

test("takes the current key and the one in grace, says which it was, and refuses any other", async () => {
  const { store, clock, at } = world();
  await rotate(at);
  const verifier = keyVerifier(store, NAME, { clock });
  const current = await valueIn(store, NAME);
  expect(await verifier.verify(current)).toEqual({ version: "2", graced: false });
  expect(await verifier.verify(new Secret("first-key"))).toEqual({ version: "1", graced: true });
  for (const wrong of ["", "first-ke", "first-key ", "first-kez", `${current}x`, "é", "first-ké", "\uD800"])
    expect(await verifier.verify(wrong)).toBeUndefined();
});

test("refuses a key whose grace is over, though nobody has retired it, and asks nobody for that", async () => {
  const { store, clock, at } = world();
  const verifier = keyVerifier(store, NAME, { clock, ttlMs: 7 * DAY_MS });
  await verifier.verify("first-key");
  await rotate(at);
  verifier.refresh();
  await verifier.verify("first-key");
  await clock.advance(DAY_MS - 2_000);
  expect(await verifier.verify("first-key")).toMatchObject({ graced: true });
  await clock.advance(4_000);
  const before = store.calls.length;
  expect(await verifier.verify("first-key")).toBeUndefined();
  expect(store.calls.length - before).toBeLessThanOrEqual(2); // one more look, as for any key it doesn't know
});

test("a key that is new is taken at once, and keys that nobody knows make no more than a look in five seconds", async () => {
  const { store, clock, at, counted } = world();
  const verifier = keyVerifier(store, NAME, { clock, ttlMs: HOUR_MS });
  await verifier.verify("first-key");
  await rotate(at);
  await clock.advance(5_000);
  expect(await verifier.verify(await valueIn(store, NAME))).toMatchObject({ version: "2" });
  const before = counted("describe");
  for (let second = 0; second < 60; second++) {
    await Promise.all(Array.from({ length: 10 }, async () => verifier.verify("guessed")));
    await clock.advance(1_000);
  }
  expect(counted("describe") - before).toBeLessThanOrEqual(12);
});

test("serves from what it has read, and looks again in the background when that is old", async () => {
  const { store, clock, counted } = world();
  const verifier = keyVerifier(store, NAME, { clock, ttlMs: 60_000 });
  await Promise.all(Array.from({ length: 50 }, async () => verifier.verify("first-key")));
  expect(counted("describe")).toBe(1);
  await clock.advance(60_000);
  expect(await verifier.verify("first-key")).toBeDefined();
  await clock.advance(0);
  expect(counted("describe")).toBe(2);
});

test("goes on while the store is away, and not when it refuses", async () => {
  const { store, clock } = world();
  const verifier = keyVerifier(store, NAME, { clock, ttlMs: 60_000, staleIfErrorMs: HOUR_MS });
  await verifier.verify("first-key");
  store.fail(NAME, "unavailable");
  await clock.advance(HOUR_MS);
  expect(await verifier.verify("first-key")).toBeDefined();
  await clock.advance(60_000);
  await expect(verifier.verify("first-key")).rejects.toMatchObject({ reason: "unavailable" });
  store.fail(NAME, "denied");
  await expect(verifier.verify("first-key")).rejects.toMatchObject({ reason: "denied" });
});

test("a denial ends what was read before", async () => {
  const { store, clock } = world();
  const verifier = keyVerifier(store, NAME, { clock, ttlMs: 60_000 });
  await verifier.verify("first-key");
  store.fail(NAME, "denied");
  await clock.advance(60_000);
  await verifier.verify("first-key");
  await clock.advance(0);
  await expect(verifier.verify("first-key")).rejects.toMatchObject({ reason: "denied" });
});

test("a key that was retired early is refused after the next look", async () => {
  const { store, clock, at } = world();
  const verifier = keyVerifier(store, NAME, { clock });
  await rotate(at);
  expect(await verifier.verify("first-key")).toBeDefined();
  await endGrace({ ...at, early: true });
  verifier.refresh();
  expect(await verifier.verify("first-key")).toBeUndefined();
});

for (const [byMs, title] of [
  [HOUR_MS, "fast"],
  [-HOUR_MS, "slow"],
] as const)
  test(`a reader whose clock is an hour ${title} takes a key till the end of its grace, and no longer`, async () => {
    const { store, clock, at } = world();
    const reader = keyVerifier(store, NAME, { clock: skewed(clock, byMs), ttlMs: 60_000 });
    await reader.verify("first-key");
    await clock.advance(30_000);
    await rotate(at);
    await clock.advance(30_000);
    for (let minutes = 0; minutes < 10; minutes++) {
      await reader.verify("first-key");
      await clock.advance(60_000);
    }
    await clock.advance(DAY_MS - 11 * 60_000);
    expect(await reader.verify("first-key")).toMatchObject({ graced: true });
    // It has seen the new version appear between two looks, so it knows the store's time as well as that.
    await clock.advance(3 * 60_000);
    expect(await reader.verify("first-key")).toBeUndefined();
  });

for (const byMs of [HOUR_MS, -HOUR_MS])
  test(`a reader that starts in the grace asks for the time (${byMs / HOUR_MS} h wrong)`, async () => {
    const { store, clock, at } = world();
    await rotate(at);
    await clock.advance(HOUR_MS);
    const askTime = async () => clock.now();
    const reader = keyVerifier(store, NAME, { clock: skewed(clock, byMs), askTime });
    await clock.advance(DAY_MS - HOUR_MS - 2_000);
    expect(await reader.verify("first-key")).toMatchObject({ graced: true });
    await clock.advance(6_000);
    expect(await reader.verify("first-key")).toBeUndefined();
  });

test("compares with every key, whichever matches", async () => {
  const { store, clock, at } = world();
  await rotate(at);
  const verifier = keyVerifier(store, NAME, { clock });
  const current = await valueIn(store, NAME);
  await verifier.verify(current);
  const crypto = process.getBuiltinModule("node:crypto");
  const original = crypto.timingSafeEqual;
  const compared: number[] = [];
  crypto.timingSafeEqual = (a, b) => (compared.push(a.byteLength), original(a, b));
  try {
    const fresh = keyVerifier(store, NAME, { clock });
    for (const candidate of [current, "first-key", "wrong", "x".repeat(43)]) await fresh.verify(candidate);
  } finally {
    crypto.timingSafeEqual = original;
  }
  expect(compared).toEqual([43, 9, 43, 9, 43, 9, 43, 9]);
});
