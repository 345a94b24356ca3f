import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { histories, openRightsGround, type RightsGround } from "../../test/postgres-rights.ts";

const RUNS = 25;

let ground: RightsGround;
beforeAll(async () => void (ground = await openRightsGround()), 300_000);
afterAll(async () => ground.close());

test(
  "after a rotation both users can do the same in every database, or it was refused and named what keeps them apart",
  { timeout: 300_000 },
  async () => {
    const outcomes = new Set<string>();
    const property = fc.asyncProperty(
      histories,
      async (history) => void outcomes.add(await ground.rotated(history)),
    );
    await fc.assert(property, { numRuns: RUNS, seed: 20_261_129 });
    expect([...outcomes].toSorted()).toEqual(["refused", "rotated"]);
  },
);
