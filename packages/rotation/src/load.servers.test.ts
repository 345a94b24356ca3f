import { afterAll, beforeAll, expect, test } from "vitest";

import { loginsWhileRotating, openLoadGround, type LoadGround } from "../test/postgres-load.ts";

// What fits into a quarter of a minute or two; CONFIDE_LOGINS=100000 takes about ten.
const LOGINS = Number(process.env["CONFIDE_LOGINS"] ?? 12_000);

let ground: LoadGround;
beforeAll(async () => void (ground = await openLoadGround()), 300_000);
afterAll(async () => ground.close());

test(
  `${LOGINS} logins by 32 clients during 20 rotations, one of them killed half-way: none fails`,
  { timeout: 1_800_000 },
  async () => {
    const { logins, failures, rotations, killed } = await loginsWhileRotating(ground, {
      logins: LOGINS,
      rotations: 20,
    });
    process.stdout.write(`${logins} logins, ${rotations} rotations, ${failures.length} failed\n`);
    expect(failures).toEqual([]);
    expect([rotations >= 20, killed]).toEqual([true, 1]);
    expect(logins).toBeGreaterThanOrEqual(LOGINS);
  },
);
