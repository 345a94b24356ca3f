import type { WritableSecretStore } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { putByHand, valueIn } from "../test/store-helpers.ts";
import { target } from "../test/target.ts";
import { rotate } from "./rotate.ts";
import { rotateIfDue } from "./schedule.ts";

const NAME = "prod/api-key";

function world() {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const { issuer, valid } = target("first-key");
  return { at: { clock, store, name: NAME, issuer, askTime: async () => clock.now() }, valid };
}

const notDue = { everyMs: 365 * 86_400_000 };

test("a pattern that names no time is refused, with what to do", async () => {
  const { at } = world();
  await expect(rotateIfDue({ ...at, cron: "0 0 30 2 *" })).rejects.toMatchObject({
    name: "RotationError",
    step: "plan",
    secretName: NAME,
    message: "the cron pattern 0 0 30 2 * names no time: correct it",
  });
});

test("neither an interval nor a pattern, or both, is refused before anything is made", async () => {
  const { at, valid } = world();
  for (const due of [{}, { everyMs: 1, cron: "* * * * *" }])
    await expect(rotateIfDue({ ...at, ...due })).rejects.toMatchObject({ step: "plan" });
  expect([...valid]).toEqual(["first-key"]);
});

test("a store without dates is named, as nothing is ever due there", async () => {
  const { at } = world();
  const undated: WritableSecretStore = {
    ...at.store,
    async describe(name, context) {
      const description = await at.store.describe(name, context);
      return { ...description, versions: description.versions.map(({ createdAt: _, ...each }) => each) };
    },
  };
  await expect(rotateIfDue({ ...at, store: undated, ...notDue })).rejects.toMatchObject({
    step: "plan",
    message: `${at.store.name} gives versions no dates, so that nothing is ever due: call rotate at times of your own`,
  });
});

test("a rotation that stopped before its value became current goes on, though none is due", async () => {
  const { at } = world();
  expect(await rotateIfDue({ ...at, ...notDue })).not.toHaveProperty("rotation");
  const refusing = { ...at.issuer, test: async () => Promise.reject(new Error("not now")) };
  await expect(rotate({ ...at, issuer: refusing })).rejects.toThrow("test failed");
  expect(await rotateIfDue({ ...at, ...notDue })).toMatchObject({ rotation: { outcome: "resumed" } });
});

test("so does one that stopped after that", async () => {
  const { at } = world();
  let isPromoted = false;
  const store: WritableSecretStore = {
    ...at.store,
    async promote(...parameters) {
      await at.store.promote(...parameters);
      isPromoted = true;
    },
    async annotate(...parameters) {
      if (isPromoted) throw new Error("stopped here");
      await at.store.annotate(...parameters);
    },
  };
  await expect(rotate({ ...at, store })).rejects.toThrow("could not annotate");
  expect(await valueIn(at.store, NAME)).not.toBe("first-key");
  expect(await rotateIfDue({ ...at, ...notDue })).toMatchObject({
    rotation: { outcome: "resumed", version: "2" },
  });
});

test("one that somebody's own version has overtaken is taken back, though none is due", async () => {
  const { at, valid } = world();
  const refusing = { ...at.issuer, test: async () => Promise.reject(new Error("not now")) };
  await expect(rotate({ ...at, issuer: refusing })).rejects.toThrow("test failed");
  const [, made = ""] = valid;
  await putByHand(at.store, NAME, "by-hand-key");
  const { rotation } = await rotateIfDue({ ...at, ...notDue });
  expect(rotation).toBeUndefined(); // what was put by hand is new
  expect(valid.has(made)).toBe(false);
});
