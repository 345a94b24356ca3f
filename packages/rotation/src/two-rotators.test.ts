import { expect, test } from "vitest";

import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { target } from "../test/target.ts";
import { rotate } from "./rotate.ts";

const ROUNDS = 5;

for (const [title, open] of Object.entries(openStores))
  test(`${title}: of three rotators at once one rotates, and the others say so`, async () => {
    await using opened = await open();
    for (let round = 1; round <= ROUNDS; round++) {
      const name = `two-${round}`;
      await putByHand(opened.store, name, "first-key");
      const { issuer, valid } = target("first-key");
      const one = async () => rotate({ ...opened, name, issuer });
      const rotations = await Promise.all([one(), one(), one()]);

      expect(rotations.filter(({ outcome }) => outcome === "rotated")).toHaveLength(1);
      expect(new Set(rotations.map(({ rotationId }) => rotationId)).size).toBe(1);
      const { versions } = await opened.store.describe(name, context());
      expect(versions.filter(({ state }) => state === "enabled")).toHaveLength(2);
      expect([valid.has("first-key"), valid.has(await valueIn(opened.store, name))]).toEqual([true, true]);
    }
  });
