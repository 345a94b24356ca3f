import { cached } from "@confide/core";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test, vi } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { context, putByHand } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { checkGrace, shortestGraceMs } from "./grace.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import { randomKey } from "./issuers/random-key.ts";
import { rotate } from "./rotate.ts";

const store = memoryStore({ key: "first-key" });

test("a grace that is shorter than what readers may still hold is refused, with both numbers", async () => {
  const refused = rotate({ store, name: "key", issuer: randomKey(), graceMs: 60_000 });
  await expect(refused).rejects.toThrow(
    "a grace of 60000 ms is too short: readers may hold a value for 630000 ms, and memory-store may take 0 ms to show a new one: pass graceMs of at least 630000",
  );
  expect(store.calls).toEqual([]);
});

test.each([
  ["aws-secrets-manager", 690_000],
  ["vault", 690_000],
  ["azure-key-vault", 690_000],
  ["google-secret-manager", 630_000 + 10_800_000],
  ["local-store", 630_000],
  ["of-somebody-else", 690_000],
])("the shortest for %s is %i ms", (kind, shortestMs) => {
  expect(shortestGraceMs(kind)).toBe(shortestMs);
  expect(shortestGraceMs(kind, { readerMaxAgeMs: 5, propagationMs: 7 })).toBe(12);
});

test("every store of confide's has its own number", async () => {
  for (const open of Object.values(openStores)) {
    await using opened = await open();
    expect(shortestGraceMs(opened.store.name, { readerMaxAgeMs: 1 })).toBeGreaterThan(0);
  }
});

test("a target that can hold one credential refuses any grace, and takes none", async () => {
  const one = defineIssuer({ ...randomKey(), name: "static-role", credentials: "one" });
  await expect(rotate({ store, name: "key", issuer: one, graceMs: 3_600_000 })).rejects.toThrow(
    "static-role can hold one credential only",
  );
  expect((await rotate({ store, name: "key", issuer: one })).outcome).toBe("rotated");
});

test.each([-1, 1.5, Number.NaN, Infinity])("%d is no grace", (graceMs) => {
  expect(() => checkGrace(store, "key", randomKey(), { graceMs })).toThrow("no whole number");
});

// By the cache itself: how long it serves a value that nobody has read in between.
test("the shortest grace covers all that cached() serves by default", async () => {
  const servesAfter = async (ms: number): Promise<boolean> => {
    const clock = fakeClock();
    const inner = clockedStore(clock, { key: "first-key" });
    const cache = cached(inner, { clock });
    await cache.get({ name: "key" }, context());
    await putByHand(inner, "key", "second-key");
    await clock.advance(ms);
    return String((await cache.get({ name: "key" }, context())).value.reveal()) === "first-key";
  };
  vi.spyOn(Math, "random").mockReturnValue(1);
  expect(await servesAfter(500_000)).toBe(true);
  expect(await servesAfter(shortestGraceMs("memory-store") - 1)).toBe(true);
  expect(await servesAfter(shortestGraceMs("memory-store"))).toBe(false);
  vi.restoreAllMocks();
  await expect(rotate({ store, name: "key", issuer: randomKey(), graceMs: 500_000 })).rejects.toThrow(
    "is too short",
  );
});
