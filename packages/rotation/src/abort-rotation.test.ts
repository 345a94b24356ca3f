import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { mortal } from "../test/crashing.ts";
import { openStores } from "../test/stores.ts";
import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { makingTarget, target } from "../test/target.ts";
import { abortRotation } from "./abort-rotation.ts";
import { rotate } from "./rotate.ts";
import { rotationStatus } from "./rotation-status.ts";

const failing = async (): Promise<void> => {
  throw new Error("not now");
};

for (const [title, open] of Object.entries(openStores))
  test(`${title}: what was begun is taken back, and the next rotation begins anew`, async () => {
    await using opened = await open();
    await putByHand(opened.store, "aborted", "first-key");
    const { issuer, valid } = target("first-key");
    const at = { ...opened, name: "aborted", issuer };
    await expect(rotate({ ...at, issuer: { ...issuer, test: failing } })).rejects.toThrow("test failed");
    expect(await rotationStatus(at)).toMatchObject({ phase: "begun" });
    expect(await abortRotation(at)).toMatchObject({ outcome: "aborted" });
    expect([...valid]).toEqual(["first-key"]);
    expect(await rotationStatus(at)).toMatchObject({ phase: "idle" });
    expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
    expect([...valid]).toEqual(["first-key", await valueIn(opened.store, "aborted")]);
  });

test("once the new value is current it is too late, and before anything has begun there is nothing", async () => {
  const { issuer } = target("first-key");
  const at = { store: memoryStore({ key: "first-key" }), name: "key", issuer };
  expect(await abortRotation(at)).toEqual({ outcome: "nothing" });
  const { rotationId } = await rotate(at);
  expect(await abortRotation(at)).toEqual({ outcome: "too-late", rotationId });
});

test("a pending version that no note tells of is taken back, and its key is spent", async () => {
  const store = memoryStore({ key: "first-key" });
  const { issuer } = target("first-key");
  const options = { idempotencyKey: "by hand", stage: "pending" } as const;
  await store.put("key", new Secret("not-yet"), options, context());
  const { rotationId = "" } = await abortRotation({ store, name: "key", issuer });
  const { annotations, pending } = await store.describe("key", context());
  expect(annotations).toEqual({ [`rotation-${rotationId}`]: "v:1 base:1 attempt:2 grace:0" });
  expect(pending).toBeUndefined();
});

test("may be killed anywhere, and called again", async () => {
  for (let at = 1; at <= 6; at++)
    for (const when of ["before", "after"] as const) {
      const store = memoryStore({ key: "first-key" });
      const { issuer, valid } = target("first-key");
      await rotate({ store, name: "key", issuer: { ...issuer, test: failing } }).catch(() => {});
      const dying = mortal(store, issuer, { at, when });
      await Promise.race([
        abortRotation({ name: "key", store: dying.store, issuer: dying.issuer }),
        dying.died,
      ]);
      await abortRotation({ store, name: "key", issuer });
      expect(await rotate({ store, name: "key", issuer })).toMatchObject({ outcome: "rotated" });
      expect(valid.has(await valueIn(store, "key"))).toBe(true);
    }
});

test("what a crash has lost of the rotation ends with it, besides what was kept", async () => {
  const store = memoryStore({ key: JSON.stringify({ id: "key_0", key: "first-key" }) });
  const { issuer, keys } = makingTarget({ id: "key_0", key: "first-key" });
  const at = { store, name: "key" };
  let crashes = true;
  const crashing = {
    ...store,
    async put(...parameters: Parameters<typeof store.put>) {
      if (crashes) throw new Error("stopped before the value was stored");
      return store.put(...parameters);
    },
  };
  const refusing = { ...issuer, test: failing, listCreated: async () => [] };
  await expect(rotate({ ...at, store: crashing, issuer: refusing })).rejects.toThrow("could not put");
  crashes = false;
  await expect(rotate({ ...at, store: crashing, issuer: refusing })).rejects.toThrow("test failed");
  expect(keys.size).toBe(3);
  expect(await abortRotation({ ...at, issuer })).toMatchObject({ outcome: "aborted" });
  expect([...keys.keys()]).toEqual(["key_0"]);
});
