import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { target } from "../test/target.ts";
import { valueIn } from "../test/store-helpers.ts";
import { endGrace } from "./end-grace.ts";
import { rotate } from "./rotate.ts";

test("each effect is told on confide:rotate, with its versions and without a value", async () => {
  const events: { step?: string; outcome?: string }[] = [];
  const listen = (event: unknown) => void events.push(event as object);
  subscribe("confide:rotate", listen);
  const store = memoryStore({ key: "first-key" });
  const { issuer } = target("first-key");
  const at = { store, name: "key", issuer };
  const { rotationId } = await rotate({ ...at, notify: async () => {} });
  const failing = { ...issuer, revoke: async () => Promise.reject(new Error("first-key is unknown")) };
  await endGrace({ ...at, issuer: failing, now: true }).catch(() => {});
  unsubscribe("confide:rotate", listen);

  const steps = events.map(({ step, outcome }) => `${step} ${outcome}`);
  expect(steps).toEqual([
    "create ok",
    "store ok",
    "note ok",
    "apply ok",
    "test ok",
    "promote ok",
    "notify ok",
    "note ok",
    "revoke unknown",
  ]);
  expect(events[5]).toMatchObject({
    event: "rotate",
    rotationId,
    store: "memory-store",
    ref: "key",
    version: "2",
    previousVersion: "1",
  });
  const text = JSON.stringify(events);
  for (const value of ["first-key", await valueIn(store, "key")]) expect(text).not.toContain(value);
});
