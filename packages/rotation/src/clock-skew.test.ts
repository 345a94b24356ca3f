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
