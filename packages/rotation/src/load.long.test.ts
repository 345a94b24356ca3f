import { expect, test } from "vitest";

import { loginsWhileRotating, openLoadGround } from "../test/postgres-load.ts";

const LOGINS = 100_000;

test(
  `${LOGINS} logins by 32 clients during 20 rotations and more, one of them killed: none fails`,
  { timeout: 3_600_000 },
  async () => {
    const ground = await openLoadGround();
    try {
      const load = await loginsWhileRotating(ground, { logins: LOGINS, rotations: 20 });
      expect(load).toMatchObject({ failures: [], killed: 1 });
      expect([load.logins >= LOGINS, load.rotations >= 20]).toEqual([true, true]);
    } finally {
      await ground.close();
    }
  },
);
