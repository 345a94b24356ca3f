import { Secret } from "@confide/core";
import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../../test/clocked-store.ts";
import { context, putByHand, valueIn } from "../../test/store-helpers.ts";
import { makingTarget, target } from "../../test/target.ts";
import { abortRotation } from "../abort-rotation.ts";
import { endGrace } from "../end-grace.ts";
import { defineIssuer } from "../issuers/define-issuer.ts";
import type { Issuer, IssuerValue } from "../issuers/issuer.ts";
import { noteOf } from "../state/note.ts";
import { rotate } from "../rotate.ts";
import { isSameValue } from "./same-value.ts";
import { uuidOf } from "../uuid.ts";

const NAME = "prod/api-key";
const DAY_MS = 86_400_000;
const bytes = (text: string) => new TextEncoder().encode(text);

function world(first = "first-key") {
  const clock = fakeClock();
  return { clock, store: clockedStore(clock, { [NAME]: first }), name: NAME };
}

/** Gives what is there before it creates anything, as some vendors' calls do. */
function getOrCreate(value: string | Uint8Array, more: Partial<Issuer> = {}) {
  const { issuer, valid } = target("first-key");
  const create = async (): Promise<IssuerValue> => new Secret<string | Uint8Array>(value);
  return { valid, issuer: defineIssuer({ ...issuer, create, ...more }) };
}

test.each([
  ["a string", "first-key"],
  ["bytes", bytes("first-key")],
])("an issuer that gives the current value, as %s, is refused, and nothing is ended", async (_, value) => {
  const at = world();
  const { issuer, valid } = getOrCreate(value);
  const told =
    "custom made no new credential for prod/api-key, but the one of the current version: let create make a new one each time";
  await expect(rotate({ ...at, issuer })).rejects.toThrow(told);
  await expect(rotate({ ...at, issuer, graceMs: 0 })).rejects.toMatchObject({
    step: "create",
    secretName: NAME,
  });
  expect(at.store.calls.filter(({ method }) => method === "put")).toEqual([]);
  await endGrace({ ...at, issuer, now: true });
  await abortRotation({ ...at, issuer });
  expect([...valid]).toEqual(["first-key"]);
});

test("one that gives a value in grace is refused, though it isn't the current one", async () => {
  const at = world();
  const { issuer, valid } = target("first-key");
  await rotate({ ...at, issuer });
  const again = { ...issuer, create: async () => new Secret<string | Uint8Array>("first-key") };
  await expect(rotate({ ...at, issuer: again, duringGrace: true })).rejects.toThrow(
    "the one of version 1, which is in grace",
  );
  expect(valid.size).toBe(2);
  await at.clock.advance(DAY_MS + 2_000);
  await endGrace({ ...at, issuer });
  expect(await rotate({ ...at, issuer: again, duringGrace: true })).toMatchObject({ outcome: "rotated" });
});

test("one that gives the current key in another form is refused by its handle", async () => {
  const first = { id: "key_first", key: "sk_first" };
  const at = world(JSON.stringify(first));
  const { issuer, keys } = makingTarget(first);
  const again = {
    ...issuer,
    create: async () => new Secret<string | Uint8Array>(JSON.stringify(first, undefined, 2)),
  };
  await expect(rotate({ ...at, issuer: again })).rejects.toThrow("the one of the current version");
  expect([...keys.keys()]).toEqual(["key_first"]);
});

test("a slot that keeps its name gets a new value", async () => {
  const at = world("app first");
  const issuer = defineIssuer({
    credentials: "one",
    create: async () => new Secret<string | Uint8Array>("app second"),
    revoke: async () => Promise.reject(new Error("the slot in use was revoked")),
    handleOf: () => "app",
  });
  expect(await rotate({ ...at, issuer: { ...issuer, revoke: async () => {} } })).toMatchObject({
    outcome: "rotated",
  });
});

test("an empty value is refused", async () => {
  const { issuer } = getOrCreate("");
  await expect(rotate({ ...world(), issuer })).rejects.toThrow("custom made an empty value: correct create");
});

/** A rotation that an older rotator, or another program, has begun with the value that is current. */
async function begunWithTheSame(promoted: boolean) {
  const at = world();
  const { issuer, valid } = getOrCreate("first-key");
  const options = { idempotencyKey: crypto.randomUUID(), stage: "pending" } as const;
  const { version } = await at.store.put(NAME, new Secret("first-key"), options, context());
  const rotationId = uuidOf("rotation", "", at.store.name, NAME, "1");
  const record = { rotationId, base: "1", to: version, attempt: 1, graceMs: DAY_MS };
  await at.store.annotate(NAME, noteOf(record), {}, context());
  if (promoted) await at.store.promote(NAME, version, { expectCurrent: "1" }, context());
  return { at, issuer, valid };
}

test("a stored value that is the current one is not resumed, and aborting it ends nothing", async () => {
  const { at, issuer, valid } = await begunWithTheSame(false);
  await expect(rotate({ ...at, issuer })).rejects.toThrow("call abortRotation if it is stored already");
  expect(await valueIn(at.store, NAME, "1")).toBe("first-key");
  expect(await abortRotation({ ...at, issuer })).toMatchObject({ outcome: "aborted" });
  expect([...valid]).toEqual(["first-key"]);
  expect(await rotate({ ...at, issuer: target("first-key").issuer })).toMatchObject({ outcome: "rotated" });
});

for (const early of [true, false])
  test(`where it was promoted, the end of its grace revokes nothing${early ? ", early" : ""}`, async () => {
    const { at, issuer, valid } = await begunWithTheSame(true);
    await endGrace({ ...at, issuer });
    await at.clock.advance(early ? 0 : 2 * DAY_MS);
    expect(await endGrace({ ...at, issuer, now: early })).toMatchObject({
      outcome: "retired",
      retired: ["1"],
    });
    expect([...valid]).toEqual(["first-key"]);
    expect(await valueIn(at.store, NAME)).toBe("first-key");
  });

test("a value that was put back by hand and replaced is in a grace of its own: the end of the older one spares it", async () => {
  const at = world();
  const { issuer, valid } = target("first-key");
  await rotate({ ...at, issuer });
  await at.clock.advance(DAY_MS / 2);
  await putByHand(at.store, NAME, "first-key");
  await rotate({ ...at, issuer, duringGrace: true });
  await at.clock.advance(DAY_MS / 2 + 2_000);
  expect(await endGrace({ ...at, issuer })).toMatchObject({ retired: ["1"] });
  expect(valid.has("first-key")).toBe(true);
  await at.clock.advance(DAY_MS);
  expect(await endGrace({ ...at, issuer })).toMatchObject({ retired: ["3"] });
  expect(valid.has("first-key")).toBe(false);
});

test("both end where both are ended early", async () => {
  const at = world();
  const { issuer, valid } = target("first-key");
  await rotate({ ...at, issuer });
  await putByHand(at.store, NAME, "first-key");
  await rotate({ ...at, issuer, duringGrace: true });
  await endGrace({ ...at, issuer, now: true });
  expect(valid.has("first-key")).toBe(false);
});

test("an issuer that lists what is in use has only the lost ones ended", async () => {
  const first = { id: "key_first", key: "sk_first" };
  const at = world(JSON.stringify(first));
  const { issuer, keys } = makingTarget(first);
  const listsAll = { ...issuer, listCreated: async () => [...keys.keys()] };
  keys.set("key_lost", { key: "sk_lost", rotationId: "" });
  await rotate({ ...at, issuer: listsAll });
  expect([...keys.keys()]).toEqual(["key_first", expect.stringMatching(/^key_/)]);
  expect(keys.has("key_lost")).toBe(false);
  const failing = { ...listsAll, test: async () => Promise.reject(new Error("not now")) };
  await expect(rotate({ ...at, issuer: failing, duringGrace: true })).rejects.toThrow("test failed");
  await abortRotation({ ...at, issuer: listsAll });
  expect(keys.size).toBe(2);
});

test("values are compared by their bytes", () => {
  const secret = (value: string | Uint8Array) => new Secret<string | Uint8Array>(value);
  expect(isSameValue(secret("é"), secret(bytes("é")))).toBe(true);
  for (const other of ["", "e", "éa", "É"]) expect(isSameValue(secret("é"), secret(other))).toBe(false);
});
