import { type SourceErrorReason } from "@confide/core";
import { SourceError, type WritableSecretStore } from "@confide/core/adapter";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { mortal } from "../test/crashing.ts";
import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { target } from "../test/target.ts";
import { endGrace } from "./end-grace.ts";
import { rotate } from "./rotate.ts";
import { rotationStatus } from "./rotation-status.ts";

/** Effects of `rotate` in their order: look, create, read, put, note, apply, test, promote, note. */
async function diedAfter(at: number) {
  const store = memoryStore({ key: "first-key" });
  const truth = target("first-key");
  const dying = mortal(store, truth.issuer, { at, when: "after" });
  await Promise.race([rotate({ store: dying.store, name: "key", issuer: dying.issuer }), dying.died]);
  return { store, ...truth };
}

const notesIn = async (store: WritableSecretStore) =>
  Object.keys((await store.describe("key", context())).annotations).filter((each) =>
    each.startsWith("rotation-"),
  );

/** The store gave the pending version's number to what somebody else has written: it is current, and isn't the candidate. */
function takenOver(store: WritableSecretStore, reason: SourceErrorReason): WritableSecretStore {
  return {
    ...store,
    describe: async (name, at) => ({ ...(await store.describe(name, at)), current: "2" }),
    promote: async () => Promise.reject(new SourceError({ reason, message: reason, store: "memory-store" })),
  };
}

test("a version with the candidate's number that is another one is no promotion: the note goes", async () => {
  const { store, issuer } = await diedAfter(7);
  expect(await notesIn(store)).toHaveLength(1);
  expect(await endGrace({ store: takenOver(store, "conflict"), name: "key", issuer })).toMatchObject({
    outcome: "nothing",
    retired: [],
  });
  expect(await notesIn(store)).toEqual([]);
});

test("a store that refuses to promote leaves the note, for the next run", async () => {
  const { store, issuer } = await diedAfter(7);
  const ending = endGrace({ store: takenOver(store, "denied"), name: "key", issuer });
  await expect(ending).rejects.toMatchObject({ reason: "denied" });
  expect(await notesIn(store)).toHaveLength(1);
});

test("what was overtaken is revoked and retired, and its note goes", async () => {
  const { store, issuer, valid, revoked } = await diedAfter(7);
  const candidate = await valueIn(store, "key", "2");
  await putByHand(store, "key", "by-hand-key");
  const { rotationId } = await rotationStatus({ store, name: "key" });
  expect(await rotationStatus({ store, name: "key" })).toEqual({
    phase: "overtaken",
    next: "discardPending",
    summary:
      "Version 3 became current while version 2 was pending. The next rotate or endGrace revokes and retires version 2.",
    current: "3",
    currentSince: expect.any(Date) as Date,
    pending: "2",
    rotationId: expect.stringMatching(/^[0-9a-f-]{36}$/) as string,
    graced: [],
  });
  await endGrace({ store, name: "key", issuer });
  expect([[...valid], [...revoked]]).toEqual([["first-key"], [candidate]]);
  expect(await notesIn(store)).toEqual([]);
  expect(rotationId).toBeDefined();
  expect(
    (await store.describe("key", context())).versions.find(({ version }) => version === "2")?.state,
  ).not.toBe("enabled");
});

test("an issuer that lists and can't revoke ends nothing, and stops no rotation", async () => {
  const store = memoryStore({ key: "first-key" });
  const { issuer } = target("first-key");
  const listing = { ...issuer, revoke: undefined, listCreated: async () => ["lost"] };
  expect(await rotate({ store, name: "key", issuer: listing })).toMatchObject({ outcome: "rotated" });
});
