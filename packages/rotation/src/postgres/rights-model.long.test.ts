import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";

import { histories, openRightsGround, type RightsGround } from "../../test/postgres-rights.ts";

const RUNS = 500;

let ground: RightsGround;
beforeAll(async () => void (ground = await openRightsGround()), 300_000);
afterAll(async () => ground.close());

test(
  `${RUNS} random histories of two users' rights: after a rotation both can do the same, or it was refused by name`,
  { timeout: 3_600_000 },
  async () => {
    const outcomes = { rotated: 0, refused: 0 };
    const property = fc.asyncProperty(
      histories,
      async (history) => void outcomes[await ground.rotated(history)]++,
    );
    await fc.assert(property, { numRuns: RUNS });
    expect(Math.min(outcomes.rotated, outcomes.refused)).toBeGreaterThan(RUNS / 10);
  },
);
