import { fakeClock } from "@confide/core/testing";
import fc from "fast-check";
import { expect, test } from "vitest";

import { GRACE_MS, World } from "../test/world-model.ts";

const HOUR_MS = 3_600_000;

type Command = fc.AsyncCommand<object, World, boolean>;

/** A thing that may happen, with no model beside it: what must hold is the same in every state. */
function command(name: string, run: (world: World) => Promise<void> | void): Command {
  return { check: () => true, run: async (_, world) => run(world), toString: () => name };
}

const who = fc.nat({ max: 2 });
const commands = fc.commands<object, World, boolean>(
  [
    who.map((index) => command(`rotate(${index})`, (world) => world.start(index, "rotate"))),
    who.map((index) => command(`end(${index})`, (world) => world.start(index, "end"))),
    ...Array.from({ length: 4 }, () =>
      fc.tuple(who, fc.integer({ min: 1, max: 6 })).map(([index, steps]) =>
        command(`step(${index}) × ${steps}`, async (world) => {
          for (let step = 0; step < steps; step++) await world.step(index);
        }),
      ),
    ),
    fc
      .tuple(who, fc.constantFrom("before" as const, "after" as const))
      .map(([index, when]) => command(`kill(${index}, ${when})`, async (world) => world.kill(index, when))),
    fc
      .integer({ min: 1, max: GRACE_MS + 3 * HOUR_MS })
      .map((ms) => command(`advance(${ms})`, async (world) => world.advance(ms))),
    fc.nat().map((n) => command(`byHand(${n})`, async (world) => world.putByHand(`by-hand-${n}`))),
  ],
  { maxCommands: 60 },
);

const skew = fc.integer({ min: -HOUR_MS, max: HOUR_MS });

test("whatever rotators do, die and think the time is: some key works, and none is lost or revoked too early", async () => {
  await fc.assert(
    fc.asyncProperty(commands, fc.tuple(skew, skew, skew), async (sequence, skews) => {
      const world = new World(fakeClock(), skews);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence);
      await world.finish();
      expect(world.rotators.map(({ gate }) => gate.failure)).toEqual([undefined, undefined, undefined]);
    }),
  );
}, 1_800_000); // ten thousand runs, in test:long

test("after any death the next rotation comes to its end", async () => {
  await fc.assert(
    fc.asyncProperty(commands, fc.tuple(skew, skew, skew), async (sequence, skews) => {
      const world = new World(fakeClock(), skews);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence);
      for (const index of world.rotators.keys()) await world.kill(index, "before");
      // Past any grace, with what the clocks may be wrong by.
      await world.advance(GRACE_MS + 4 * HOUR_MS);
      for (let round = 0; round < 2; round++) {
        world.start(0, "rotate");
        await world.finish();
        await world.advance(GRACE_MS + 4 * HOUR_MS);
        world.start(0, "end");
        await world.finish();
      }
      expect(world.unended()).toHaveLength(1);
    }),
  );
}, 1_800_000); // ten thousand runs, in test:long
