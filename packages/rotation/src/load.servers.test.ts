import { afterAll, beforeAll, expect, test } from "vitest";

import { loginsWhileRotating, openLoadGround, type LoadGround } from "../test/postgres-load.ts";

// What takes a minute; load.long.test.ts has 100 000, which take ten.
const LOGINS = 12_000;

let ground: LoadGround;
beforeAll(async () => void (ground = await openLoadGround()), 300_000);
afterAll(async () => ground.close());

test(
  `${LOGINS} logins by 32 clients during 20 rotations, one of them killed half-way: none fails`,
  { timeout: 600_000 },
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
