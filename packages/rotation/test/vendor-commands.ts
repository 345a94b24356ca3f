import { fakeClock } from "@confide/core/testing";
import fc from "fast-check";
import { expect } from "vitest";

import { GRACE_MS, type Verb, VendorWorld } from "./vendor-world.ts";
import type { Vendor } from "./vendors.ts";

const HOUR_MS = 3_600_000;

type Command = fc.AsyncCommand<object, VendorWorld, boolean>;

function command(name: string, run: (world: VendorWorld) => Promise<void> | void): Command {
  return { check: () => true, run: async (_, world) => run(world), toString: () => name };
}

const who = fc.nat({ max: 2 });
const verb = fc.constantFrom<Verb>("rotate", "rotate", "end", "abort", "due");

const commands = fc.commands<object, VendorWorld, boolean>(
  [
    fc
      .tuple(who, verb)
      .map(([index, what]) => command(`${what}(${index})`, (world) => world.start(index, what))),
    ...Array.from({ length: 4 }, () =>
      fc.tuple(who, fc.integer({ min: 1, max: 7 })).map(([index, steps]) =>
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
    fc.constant(command("putAgain()", async (world) => world.putAgain())),
  ],
  { maxCommands: 50 },
);

const skew = fc.integer({ min: -HOUR_MS, max: HOUR_MS });

/** Random steps, crashes, clocks, rotators, verifiers and readers: what has to hold does so at every moment. Returns how often it was tried. */
export async function mustHold(vendor: () => Vendor, numRuns: number): Promise<number> {
  await fc.assert(
    fc.asyncProperty(commands, fc.array(skew, { minLength: 2, maxLength: 3 }), async (sequence, skews) => {
      const world = new VendorWorld(fakeClock(), vendor(), skews);
      await fc.asyncModelRun(() => ({ model: {}, real: world }), sequence);
      await world.finish();
      await world.settle();
      expect(world.failures).toEqual([]);
    }),
    { numRuns },
  );
  return numRuns;
}
