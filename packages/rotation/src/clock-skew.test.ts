import type { Clock } from "@confide/core";
import type { WritableSecretStore } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

import { clockedStore, skewed } from "../test/clocked-store.ts";
import { valueIn } from "../test/store-helpers.ts";
import { target } from "../test/target.ts";
import { endGrace } from "./end-grace.ts";
import { keyVerifier } from "./verify/key-verifier.ts";
import { rotate } from "./rotate.ts";

const NAME = "prod/api-key";
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];
const skew = fc.integer({ min: -HOUR_MS, max: HOUR_MS });

test("clocks an hour wrong: a grace is never shorter, and a timer ends it", async () => {
  await fc.assert(
    fc.asyncProperty(
      skew,
      skew,
      skew,
      fc.integer({ min: 0, max: DAY_MS - 1 }),
      async (first, second, reader, at) => {
        const clock = fakeClock();
        const store = clockedStore(clock, { [NAME]: "first-key" });
        const { issuer, valid } = target("first-key");
        const options = { store, name: NAME, issuer };
        await rotate({ ...options, clock: skewed(clock, first), graceMs: DAY_MS });
        const verifier = keyVerifier({ store, name: NAME, clock: skewed(clock, reader) });

        await clock.advance(at);
        expect(await endGrace({ ...options, clock: skewed(clock, second) })).toMatchObject({
          outcome: "not-yet",
        });
        expect(valid.has("first-key")).toBe(true);
        expect(await verifier.verify("first-key")).toMatchObject({ current: false });
        // A process that knows nothing of the store's time waits for as long as it may be wrong.
        await clock.advance(DAY_MS - at + 3 * HOUR_MS);
        expect(await endGrace({ ...options, clock: skewed(clock, second) })).toMatchObject({
          outcome: "retired",
        });
        expect([...valid]).toEqual([await valueIn(store, NAME)]);
      },
    ),
  );
});

test("who asks the store for its time ends a grace to the second, whatever its own clock shows", async () => {
  await fc.assert(
    fc.asyncProperty(skew, skew, async (first, second) => {
      const clock = fakeClock();
      const store = clockedStore(clock, { [NAME]: "first-key" });
      const { issuer } = target("first-key");
      const askTime = async () => clock.now();
      const options = { store, name: NAME, issuer, askTime };
      await rotate({ ...options, clock: skewed(clock, first), graceMs: DAY_MS });
      await clock.advance(DAY_MS - 1);
      expect(await endGrace({ ...options, clock: skewed(clock, second) })).toMatchObject({
        outcome: "not-yet",
      });
      await clock.advance(2_001);
      expect(await endGrace({ ...options, clock: skewed(clock, second) })).toMatchObject({
        outcome: "retired",
      });
    }),
  );
});

/** As Azure and Vault do: what waits beside a secret becomes a version of it, with a date, when it is promoted. */
function datedAnew(store: WritableSecretStore, clock: Pick<Clock, "now">): WritableSecretStore {
  const promotedMs = new Map<string, number>();
  return {
    ...store,
    writes: { ...store.writes, pending: "sibling" },
    async promote(name, version, ...rest) {
      await store.promote(name, version, ...rest);
      if (!promotedMs.has(version)) promotedMs.set(version, clock.now());
    },
    async describe(name, context) {
      const description = await store.describe(name, context);
      const versions = description.versions.map((each) => {
        const ms = promotedMs.get(each.version);
        return ms === undefined ? each : { ...each, createdAt: new Date(ms) };
      });
      return { ...description, versions };
    },
  };
}

test.each([0, DAY_MS, 5 * DAY_MS])(
  "a value that waited for %i ms gets its grace, and no longer one",
  async (waitedMs) => {
    const clock = fakeClock();
    const store = datedAnew(clockedStore(clock, { [NAME]: "first-key" }), clock);
    const { issuer } = target("first-key");
    const at = { store, name: NAME, clock, askTime: async () => clock.now(), graceMs: DAY_MS };
    const refusing = { ...issuer, test: async () => Promise.reject(new Error("not now")) };
    await expect(rotate({ ...at, issuer: refusing })).rejects.toThrow("test failed");
    await clock.advance(waitedMs);
    await rotate({ ...at, issuer });
    await clock.advance(DAY_MS - 1);
    expect(await endGrace({ ...at, issuer })).toMatchObject({ outcome: "not-yet" });
    await clock.advance(4_000);
    expect(await endGrace({ ...at, issuer })).toMatchObject({ outcome: "retired" });
  },
);

test("a store that tells its time needs no other clock: a grace ends to two seconds, whatever the clocks here show", async () => {
  await fc.assert(
    fc.asyncProperty(skew, skew, skew, async (first, second, reader) => {
      const clock = fakeClock();
      const silent = clockedStore(clock, { [NAME]: "first-key" });
      const now = () => Math.floor(clock.now() / 1_000) * 1_000;
      const options = { store: { ...silent, now }, name: NAME, issuer: target("first-key").issuer };
      const verifier = keyVerifier({ store: options.store, name: NAME, clock: skewed(clock, reader) });
      const { graceUntil } = await rotate({ ...options, clock: skewed(clock, first), graceMs: DAY_MS });
      expect(Math.abs(Number(graceUntil) - clock.now() - DAY_MS)).toBeLessThanOrEqual(3_000);
      await clock.advance(DAY_MS - 1);
      expect(await verifier.verify("first-key")).toMatchObject({ current: false });
      expect(await endGrace({ ...options, clock: skewed(clock, second) })).toMatchObject({
        outcome: "not-yet",
      });
      await clock.advance(3_001);
      expect(await verifier.verify("first-key")).toBeUndefined();
      expect(await endGrace({ ...options, clock: skewed(clock, second) })).toMatchObject({
        outcome: "retired",
      });
    }),
  );
});
