import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { context, valueIn } from "../test/store-helpers.ts";
import { target } from "../test/target.ts";
import { abortRotation } from "./abort-rotation.ts";
import { endGrace } from "./end-grace.ts";
import { rotate } from "./rotate.ts";
import { rotationStatus } from "./rotation-status.ts";
import { rotateIfDue } from "./schedule.ts";
import { keyVerifier } from "./verify/key-verifier.ts";

const NAME = "prod/api-key";
const DAY_MS = 86_400_000;

/** A rotation in its grace, whose note is then changed. */
async function world(spoil: (text: string) => string) {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const truth = target("first-key");
  const at = { clock, store, name: NAME, issuer: truth.issuer, askTime: async () => clock.now() };
  const { rotationId } = await rotate(at);
  const name = `rotation-${rotationId}`;
  const { annotations } = await store.describe(NAME, context());
  const text = annotations[name] ?? "";
  const write = async (note: string | null) => store.annotate(NAME, { [name]: note }, {}, context());
  await write(spoil(text));
  return { ...truth, at, name, text, write };
}

const told = (name: string) => `memory-store has a note beside ${NAME} that can't be read: ${name}`;

test.each([
  ["of a later format", (text: string) => text.replace("v:1", "v:2")],
  ["with one wrong character", (text: string) => text.replace("grace", "grave")],
])("a note %s is listed, and stops a rotation with its name", async (_, spoil) => {
  const { at, name, text, write, valid } = await world(spoil);
  expect(await rotationStatus(at)).toMatchObject({ unreadable: [name] });
  await at.clock.advance(2 * DAY_MS);
  await expect(rotate(at)).rejects.toMatchObject({ name: "RotationError", step: "plan" });
  await expect(rotate(at)).rejects.toThrow(told(name));
  await expect(rotateIfDue({ ...at, everyMs: 1 })).rejects.toThrow(told(name));
  await expect(endGrace(at)).rejects.toThrow(told(name));
  await expect(abortRotation(at)).rejects.toThrow(told(name));
  expect([...valid]).toEqual(["first-key", await valueIn(at.store, NAME)]);

  await write(text);
  expect(await endGrace(at)).toMatchObject({ outcome: "retired", retired: ["1"] });
  expect(await rotationStatus(at)).not.toHaveProperty("unreadable");
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
});

test("it keeps no other grace from its end, and no key from being verified", async () => {
  const { at, name, text, write, valid } = await world((note) => note);
  await write(text.replace("v:1", "v:2"));
  const current = await valueIn(at.store, NAME);
  const note = `v:1 base:1 to:2 attempt:1 grace:${DAY_MS} after:${DAY_MS}`;
  await at.store.annotate(NAME, { "rotation-11111111-1111-5111-8111-111111111111": note }, {}, context());
  await at.clock.advance(2 * DAY_MS);
  await expect(endGrace(at)).rejects.toThrow(told(name));
  expect([...valid]).toEqual([current]);
  const { store, name: secret, clock } = at;
  expect(await keyVerifier({ store, name: secret, clock }).verify(current)).toMatchObject({ current: true });
});
