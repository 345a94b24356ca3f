import { expect, test } from "vitest";

import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { openStores } from "../test/stores.ts";
import { target } from "../test/target.ts";
import type { IssuerCreateStep } from "./issuers/issuer.ts";
import { keyVerifier } from "./verify/key-verifier.ts";
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

// Without compare-and-set rotators have a lock, which keeps the other one out.
const { Azure: _azure, "Parameter Store": _parameters, ...guarded } = openStores;
for (const [title, open] of Object.entries(guarded))
  test(`${title}: a rotator that makes its value while another does the whole rotation stores none`, async () => {
    await using opened = await open();
    const { store } = opened;
    await putByHand(store, "slow", "first-key");
    const { issuer, valid } = target("first-key");
    const at = { store, name: "slow", issuer };
    const outcomes: string[] = [];
    const create = async (step: IssuerCreateStep) => {
      outcomes.push((await rotate(at)).outcome);
      return issuer.create(step);
    };
    outcomes.push((await rotate({ ...at, issuer: { ...issuer, create } })).outcome);
    expect(outcomes).toEqual(["rotated", "in-progress"]);
    const current = await valueIn(store, "slow");
    expect([...valid]).toEqual(["first-key", current]);
    const { versions, pending } = await store.describe("slow", context());
    expect(pending).toBeUndefined();
    expect(versions.filter(({ state }) => state === "enabled")).toHaveLength(2);
    const verifier = keyVerifier(at);
    expect(await verifier.verify("first-key")).toMatchObject({ current: false });
    expect(await verifier.verify(current)).toMatchObject({ current: true });
  });
