import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../../test/clocked-store.ts";
import { type Death, mortal } from "../../test/crashing.ts";
import { context, putByHand, valueIn } from "../../test/store-helpers.ts";
import { makingTarget, target } from "../../test/target.ts";
import { endGrace } from "../end-grace.ts";
import { defineIssuer } from "../issuers/define-issuer.ts";
import { keyVerifier } from "../verify/key-verifier.ts";
import { rotate } from "../rotate.ts";
import { rotationStatus } from "../rotation-status.ts";

const NAME = "prod/api-key";
const DAY_MS = 86_400_000;

/** Effects: look, create, read, put, note, apply, test, promote, note. */
async function diedAfter(at: Death["at"]) {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const truth = target("first-key");
  const dying = mortal(store, truth.issuer, { at, when: "after" });
  await Promise.race([rotate({ clock, store: dying.store, name: NAME, issuer: dying.issuer }), dying.died]);
  return { clock, store, ...truth, at: { clock, store, name: NAME, issuer: truth.issuer } };
}

test("after a crash between promote and note, and a version put by hand on top, both older keys have their grace", async () => {
  const { clock, store, at, valid, revoked } = await diedAfter(11);
  const promoted = await valueIn(store, NAME);
  expect(promoted).not.toBe("first-key");
  valid.add("by-hand-key");
  await putByHand(store, NAME, "by-hand-key");
  expect(await rotationStatus(at)).toMatchObject({ phase: "promoted", graced: [{ version: "1" }] });
  expect(await keyVerifier({ store, name: NAME, clock }).verify("first-key")).toMatchObject({
    current: false,
  });

  expect(await rotate(at)).toMatchObject({ outcome: "resumed", version: "2", previousVersion: "1" });
  expect([...revoked]).toEqual([]);
  expect([...valid]).toEqual(["first-key", promoted, "by-hand-key"]);
  expect(await keyVerifier({ store, name: NAME, clock }).verify("first-key")).toMatchObject({
    current: false,
  });
  expect(await valueIn(store, NAME, "2")).toBe(promoted);
  await clock.advance(DAY_MS + 3 * 3_600_000);
  expect(await endGrace(at)).toMatchObject({ retired: ["1"] });
  expect(await valueIn(store, NAME)).toBe("by-hand-key");
});

test("after an operator has retired the pending version, the next rotation makes a new one", async () => {
  const { store, at, valid } = await diedAfter(8);
  await store.retire(NAME, "2", context());
  expect(await rotate(at)).toMatchObject({ outcome: "rotated", version: "3", previousVersion: "1" });
  expect(valid.has(await valueIn(store, NAME))).toBe(true);
});

test("also where it was retired before its note was written", async () => {
  const { store, at, valid } = await diedAfter(4);
  await store.retire(NAME, "2", context());
  expect(await rotate(at)).toMatchObject({ outcome: "rotated", previousVersion: "1" });
  expect(valid.has(await valueIn(store, NAME))).toBe(true);
});

test.each(["revoke", "list"] as const)(
  "a lost credential that can't be ended (%s) stops the rotation",
  async (part) => {
    const first = { id: "key_first", key: "sk_first" };
    const store = memoryStore({ [NAME]: JSON.stringify(first) });
    const { issuer, keys } = makingTarget(first);
    const at = { store, name: NAME };
    const losing = defineIssuer({
      ...issuer,
      async create(step) {
        await issuer.create(step);
        throw new Error("the answer was lost");
      },
    });
    await expect(rotate({ ...at, issuer: losing })).rejects.toThrow("create failed");
    const failing = async () => Promise.reject(Object.assign(new Error("canary"), { code: "EPIPE" }));
    const broken = { ...issuer, ...(part === "revoke" ? { revoke: failing } : { listCreated: failing }) };
    const rotation = rotate({ ...at, issuer: broken });
    await expect(rotation).rejects.toThrow(
      part === "revoke"
        ? /^revoke failed for prod\/api-key in memory-store \(Error EPIPE\)$/
        : /^making-target can't list what it made for prod\/api-key \(Error EPIPE\)$/,
    );
    expect(keys.size).toBe(2); // none is made while one is lost
    expect(await rotate({ ...at, issuer })).toMatchObject({ outcome: "rotated" });
    expect(keys.size).toBe(2);
  },
);
