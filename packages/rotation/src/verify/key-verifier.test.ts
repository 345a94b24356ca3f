import { Secret } from "@confide/core";
import { type CallContext } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore, skewed } from "../../test/clocked-store.ts";
import { context, putByHand, valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import { randomKey } from "../issuers/random-key.ts";
import { keyVerifier } from "./key-verifier.ts";
import { noteOf } from "../state/note.ts";
import { rotate } from "../rotate.ts";

const NAME = "prod/api-key";
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
const issuer = randomKey();
const note = { rotationId: "r", attempt: 1, graceMs: DAY_MS, endsAfterMs: DAY_MS };

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
  const verifier = keyVerifier({ store, name: NAME, clock });
  const current = await valueIn(store, NAME);
  expect(await verifier.verify(current)).toEqual({ version: "2", current: true });
  expect(await verifier.verify(new Secret("first-key"))).toEqual({ version: "1", current: false });
  for (const wrong of ["", "first-ke", "first-key ", "first-kez", `${current}x`, "é", "first-ké", "\uD800"])
    expect(await verifier.verify(wrong)).toBeUndefined();
});

test("refuses a key whose grace is over, though nobody has retired it, and asks nobody for that", async () => {
  const { store, clock, at } = world();
  const verifier = keyVerifier({ store, name: NAME, clock, ttlMs: 7 * DAY_MS });
  await verifier.verify("first-key");
  await rotate(at);
  verifier.refresh();
  await verifier.verify("first-key");
  await clock.advance(DAY_MS - 2_000);
  expect(await verifier.verify("first-key")).toMatchObject({ current: false });
  await clock.advance(4_000);
  const before = store.calls.length;
  expect(await verifier.verify("first-key")).toBeUndefined();
  expect(store.calls.length - before).toBeLessThanOrEqual(2); // one more look, as for any key it doesn't know
});

test("keys that nobody knows make ten looks, and then one in six seconds", async () => {
  const { store, clock, counted } = world();
  const verifier = keyVerifier({ store, name: NAME, clock, ttlMs: HOUR_MS });
  await verifier.verify("first-key");
  const before = counted("describe");
  const refused: unknown[] = [];
  for (let second = 0; second < 600; second++) {
    for (let each = 0; each < 10; each++)
      void verifier.verify(`guessed-${second}-${each}`).then((match) => refused.push(match));
    await clock.advance(1_000);
  }
  expect(counted("describe") - before).toBeLessThanOrEqual(110);
  await clock.advance(6_000);
  expect([refused.length, new Set(refused)]).toEqual([6_000, new Set([undefined])]);
});

test("serves from what it has read, and looks again in the background when that is old", async () => {
  const { store, clock, counted } = world();
  const verifier = keyVerifier({ store, name: NAME, clock, ttlMs: 60_000 });
  await Promise.all(Array.from({ length: 50 }, async () => verifier.verify("first-key")));
  expect(counted("describe")).toBe(1);
  await clock.advance(60_000);
  expect(await verifier.verify("first-key")).toBeDefined();
  await clock.advance(0);
  expect(counted("describe")).toBe(2);
});

test("goes on while the store is away, and not when it refuses", async () => {
  const { store, clock } = world();
  const verifier = keyVerifier({ store, name: NAME, clock, ttlMs: 60_000, staleIfErrorMs: HOUR_MS });
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
  const verifier = keyVerifier({ store, name: NAME, clock, ttlMs: 60_000 });
  await verifier.verify("first-key");
  store.fail(NAME, "denied");
  await clock.advance(60_000);
  await verifier.verify("first-key");
  await clock.advance(0);
  await expect(verifier.verify("first-key")).rejects.toMatchObject({ reason: "denied" });
});

test("a key that was retired early is refused after the next look", async () => {
  const { store, clock, at } = world();
  const verifier = keyVerifier({ store, name: NAME, clock });
  await rotate(at);
  expect(await verifier.verify("first-key")).toBeDefined();
  await endGrace({ ...at, now: true });
  verifier.refresh();
  expect(await verifier.verify("first-key")).toBeUndefined();
});

for (const [byMs, title] of [
  [HOUR_MS, "fast"],
  [-HOUR_MS, "slow"],
] as const)
  test(`a reader whose clock is an hour ${title} takes a key till the end of its grace, and no longer`, async () => {
    const { store, clock, at } = world();
    const reader = keyVerifier({ store, name: NAME, clock: skewed(clock, byMs), ttlMs: 60_000 });
    await reader.verify("first-key");
    await clock.advance(30_000);
    await rotate(at);
    await clock.advance(30_000);
    for (let minutes = 0; minutes < 10; minutes++) {
      await reader.verify("first-key");
      await clock.advance(60_000);
    }
    await clock.advance(DAY_MS - 11 * 60_000);
    expect(await reader.verify("first-key")).toMatchObject({ current: false });
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
    const reader = keyVerifier({ store, name: NAME, clock: skewed(clock, byMs), askTime });
    await clock.advance(DAY_MS - HOUR_MS - 2_000);
    expect(await reader.verify("first-key")).toMatchObject({ current: false });
    await clock.advance(6_000);
    expect(await reader.verify("first-key")).toBeUndefined();
  });

const settled = async () => new Promise((resolve) => setImmediate(resolve));

/** A store whose next descriptions are held up until they are let go. */
function slowWorld() {
  const all = world();
  const held: (() => void)[] = [];
  let isSlow = false;
  const store = {
    ...all.store,
    async describe(name: string, at: CallContext) {
      const description = await all.store.describe(name, at);
      if (isSlow) await new Promise<void>((resolve) => held.push(resolve));
      return description;
    },
  };
  const let1Go = async () => {
    await settled();
    held.shift()?.();
    await settled();
  };
  return { ...all, slow: store, setSlow: (slow: boolean) => void (isSlow = slow), let1Go };
}

test.each([0, 1, 4_999, 60_000, 61_000, 3_600_000])(
  "a key that is current when it is asked for is taken, %i ms after the last look",
  async (ageMs) => {
    const { store, clock, at } = world();
    const verifier = keyVerifier({ store, name: NAME, clock });
    await verifier.verify("first-key");
    await clock.advance(ageMs);
    await rotate(at);
    expect(await verifier.verify(await valueIn(store, NAME))).toMatchObject({ version: "2" });
  },
);

test.each([1, 9, 100])("%i keys that nobody knows don't keep a new one out", async (count) => {
  const { store, clock, at } = world();
  const verifier = keyVerifier({ store, name: NAME, clock });
  await verifier.verify("first-key");
  const guessed = Array.from({ length: count }, async (_, index) => verifier.verify(`guessed-${index}`));
  await Promise.all(guessed);
  for (let index = 0; index < count; index++) void verifier.verify(`guessed-too-${index}`);
  await rotate(at);
  expect(await verifier.verify(await valueIn(store, NAME))).toMatchObject({ version: "2" });
});

test("while the looks are used up, a new key waits for the next one and is taken", async () => {
  const { store, clock, at } = world();
  const verifier = keyVerifier({ store, name: NAME, clock, ttlMs: HOUR_MS });
  await verifier.verify("first-key");
  for (let index = 0; index < 10; index++) await verifier.verify(`guessed-${index}`);
  await rotate(at);
  const answers: unknown[] = [];
  const asked = [verifier.verify(await valueIn(store, NAME)), verifier.verify("guessed-last")];
  for (const each of asked) void each.then((match) => answers.push(match));
  await clock.advance(5_999);
  expect(answers).toEqual([]);
  expect(await verifier.verify("first-key")).toBeDefined(); // what is known waits for nothing
  await clock.advance(1);
  expect(answers).toEqual([{ version: "2", current: true }, undefined]);
});

test("more than a thousand keys that nobody knows don't wait: an error, no refusal", async () => {
  const { store, clock } = world();
  const verifier = keyVerifier({ store, name: NAME, clock, ttlMs: HOUR_MS });
  await verifier.verify("first-key");
  for (let index = 0; index < 10; index++) await verifier.verify(`guessed-${index}`);
  const waiting = Array.from({ length: 1_000 }, async (_, index) => verifier.verify(`waiting-${index}`));
  await expect(verifier.verify("one-too-many")).rejects.toMatchObject({
    reason: "throttled",
    retryAfterMs: 6_000,
    message: expect.not.stringContaining("one-too-many") as string,
  });
  expect(await verifier.verify("first-key")).toBeDefined();
  await clock.advance(6_000);
  expect(new Set(await Promise.all(waiting))).toEqual(new Set([undefined]));
  const again = verifier.verify("guessed-again");
  await clock.advance(6_000);
  expect(await again).toBeUndefined();
});

test("a miss goes by the look that is under way where that knows the key, else by one that began later", async () => {
  const { slow, store, clock, at, setSlow, let1Go, counted } = slowWorld();
  const verifier = keyVerifier({ store: slow, name: NAME, clock });
  await verifier.verify("first-key");
  setSlow(true);
  const early = verifier.verify("guessed-key");
  await settled();
  await rotate(at); // after the look has read what was current
  const before = counted("describe");
  const current = await valueIn(store, NAME);
  const late = Array.from({ length: 5 }, async () => verifier.verify(current));
  await let1Go();
  expect(await early).toBeUndefined();
  await let1Go();
  for (const each of late) expect(await each).toMatchObject({ version: "2" });
  expect(counted("describe") - before).toBe(1);
});

test("a refresh while a look is under way is not lost", async () => {
  const { slow, clock, at, setSlow, let1Go, counted } = slowWorld();
  const verifier = keyVerifier({ store: slow, name: NAME, clock, ttlMs: HOUR_MS });
  await rotate(at);
  await verifier.verify("first-key");
  setSlow(true);
  await clock.advance(HOUR_MS);
  expect(await verifier.verify("first-key")).toMatchObject({ current: false }); // begins a look
  await settled();
  await endGrace({ ...at, now: true });
  verifier.refresh();
  const before = counted("describe");
  const after = verifier.verify("first-key");
  await let1Go();
  await let1Go();
  expect(await after).toBeUndefined();
  setSlow(false);
  expect(await verifier.verify("first-key")).toBeUndefined();
  expect(counted("describe") - before).toBe(2); // the one after the refresh, and that of the last miss
});

test("a refresh after which the store is away doesn't stop what is known", async () => {
  const { store, clock, counted } = world();
  const verifier = keyVerifier({ store, name: NAME, clock });
  await verifier.verify("first-key");
  store.fail(NAME, "unavailable");
  verifier.refresh();
  const before = counted("describe");
  expect(await verifier.verify("first-key")).toMatchObject({ version: "1" });
  expect(await verifier.verify("first-key")).toMatchObject({ version: "1" });
  expect(counted("describe") - before).toBe(1);
  store.fail(NAME, undefined);
});

test("a refresh costs no token, and many are one look", async () => {
  const { store, clock, counted } = world();
  const verifier = keyVerifier({ store, name: NAME, clock });
  await verifier.verify("first-key");
  for (let index = 0; index < 10; index++) await verifier.verify(`guessed-${index}`);
  const before = counted("describe");
  for (let index = 0; index < 10; index++) verifier.refresh();
  expect(await verifier.verify("first-key")).toBeDefined();
  expect(await verifier.verify("first-key")).toBeDefined();
  expect(counted("describe") - before).toBe(1);
});

test("a key that nobody knows is no match of a store that is away: the error says so", async () => {
  const { store, clock } = world();
  const verifier = keyVerifier({ store, name: NAME, clock });
  await verifier.verify("first-key");
  store.fail(NAME, "throttled");
  await expect(verifier.verify("perhaps-new")).rejects.toMatchObject({ reason: "throttled" });
  expect(await verifier.verify("first-key")).toBeDefined();
  store.fail(NAME, undefined);
  expect(await verifier.verify("perhaps-new")).toBeUndefined();
});

test("a store that refuses makes no more looks than keys that nobody knows do", async () => {
  const { store, clock, counted } = world();
  store.fail(NAME, "denied");
  const verifier = keyVerifier({ store, name: NAME, clock });
  for (let index = 0; index < 11; index++)
    await expect(verifier.verify("first-key")).rejects.toMatchObject({ reason: "denied" });
  const before = counted("describe");
  const waiting = verifier.verify("first-key").catch((error: unknown) => error);
  await clock.advance(5_999);
  expect(counted("describe") - before).toBe(0);
  store.fail(NAME, undefined);
  await clock.advance(1);
  expect(await waiting).toMatchObject({ version: "1" });
});

test("a store that never answers ends nobody's request but by a timeout", async () => {
  const { store, clock } = world();
  const silent = { ...store, describe: async () => new Promise<never>(() => {}) };
  const verifier = keyVerifier({ store: silent, name: NAME, clock, timeoutMs: 5 });
  await expect(verifier.verify("first-key")).rejects.toMatchObject({
    reason: "timeout",
    message: "memory-store did not answer within 5 ms",
  });
});

test.each([
  undefined,
  null,
  "",
  "short",
  7,
  true,
  {},
  ["first-key"],
  ["first-key", "first-key"],
  new Secret(7),
  new Secret(""),
  new Secret(undefined),
])("%# is no candidate: no match, no error, and nobody looks", async (candidate) => {
  const { store, clock } = world();
  const verifier = keyVerifier({ store, name: NAME, clock });
  expect(await verifier.verify(candidate as string)).toBeUndefined();
  expect(store.calls).toEqual([]);
});

test.each(["", "a", "1234567"])("a current key of fewer than 8 bytes (%#) lets nobody in", async (value) => {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  await putByHand(store, NAME, value);
  await store.annotate(NAME, noteOf({ ...note, base: "1", to: "2" }), {}, context());
  const verifier = keyVerifier({ store, name: NAME, clock });
  expect(await verifier.verify(value)).toBeUndefined();
  expect(await verifier.verify(new Secret(value))).toBeUndefined();
  expect(await verifier.verify("first-key")).toMatchObject({ current: false });
});

test("a key of 8 bytes, in fewer characters too, and one kept as bytes are accepted", async () => {
  for (const value of ["12345678", "éééé"]) {
    const store = clockedStore(fakeClock(), { [NAME]: value });
    expect(await keyVerifier({ store, name: NAME }).verify(value)).toBeDefined();
  }
});

test("compares with every key, whichever matches", async () => {
  const { store, clock, at } = world();
  await rotate(at);
  const verifier = keyVerifier({ store, name: NAME, clock });
  const current = await valueIn(store, NAME);
  await verifier.verify(current);
  const crypto = process.getBuiltinModule("node:crypto");
  const original = crypto.timingSafeEqual;
  const compared: number[] = [];
  crypto.timingSafeEqual = (a, b) => (compared.push(a.byteLength), original(a, b));
  try {
    const fresh = keyVerifier({ store, name: NAME, clock });
    for (const candidate of [current, "first-key", "wrong", "x".repeat(43)]) await fresh.verify(candidate);
  } finally {
    crypto.timingSafeEqual = original;
  }
  expect(compared).toEqual([43, 9, 43, 9, 43, 9, 43, 9]);
});
