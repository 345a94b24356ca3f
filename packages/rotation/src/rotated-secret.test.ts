import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import { localLock } from "../test/local-lock.ts";
import { openStores } from "../test/stores.ts";
import { abortRotation } from "./abort-rotation.ts";
import { endGrace } from "./end-grace.ts";
import { defineIssuer } from "./issuers/define-issuer.ts";
import { randomKey } from "./issuers/random-key.ts";
import { lockNameOf } from "./locks/locked.ts";
import { rotate } from "./rotate.ts";
import { rotationStatus } from "./rotation-status.ts";
import { rotateIfDue } from "./schedule.ts";
import { noteOf } from "./state/note.ts";
import { keyVerifier } from "./verify/key-verifier.ts";

const APP = "prod/app";
const KEY = "prod/app#apiKey";
const issuer = randomKey();
const first = {
  url: "https://db.example",
  apiKey: "the-first-key",
  nested: { hmac: "the-first-hmac" },
  limit: 7,
};
const world = (value: unknown = first) => ({
  store: memoryStore({ [APP]: typeof value === "string" ? value : JSON.stringify(value) }),
  issuer,
});

for (const [title, open] of Object.entries(openStores))
  test(`${title}: one property is rotated, the others stay, and both keys are accepted until the grace ends`, async () => {
    await using opened = await open();
    const { store } = opened;
    await putByHand(store, "app", JSON.stringify(first));
    const options = {
      lock: localLock(),
      ...opened,
      name: "app#apiKey",
      issuer: randomKey({ prefix: "shop_" }),
    };
    expect(await rotate(options)).toMatchObject({ outcome: "rotated" });
    const second = JSON.parse(await valueIn(store, "app")) as typeof first;
    expect(second).toEqual({ ...first, apiKey: expect.stringMatching(/^shop_[\w-]{43}$/) as string });

    const verifier = keyVerifier({ store, name: "app#apiKey" });
    expect(await verifier.verify(second.apiKey)).toMatchObject({ current: true });
    expect(await verifier.verify(first.apiKey)).toMatchObject({ current: false });
    expect(await verifier.verify(first.nested.hmac)).toBeUndefined();
    expect(await endGrace({ ...options, now: true })).toMatchObject({ outcome: "retired" });
    verifier.refresh();
    expect(await verifier.verify(first.apiKey)).toBeUndefined();
    expect(await verifier.verify(second.apiKey)).toMatchObject({ current: true });
  });

test("everything but the property stays character for character", async () => {
  const text = '{\n  "10": 12345678901234567890, "rate": 1.0,\n  "apiKey" : "the-first-key",\t"2": "…" }';
  const at = world(text);
  await rotate({ ...at, name: KEY });
  const [before, after] = text.split('"the-first-key"');
  const now = await valueIn(at.store, APP);
  expect([now.startsWith(`${before}"`), now.endsWith(`"${after}`)]).toEqual([true, true]);
});

test("a property within others, and a secret that is bytes", async () => {
  const store = memoryStore({});
  const bytes = new TextEncoder().encode(JSON.stringify(first));
  await store.put(
    APP,
    new Secret(bytes),
    { idempotencyKey: crypto.randomUUID(), stage: "current" },
    context(),
  );
  await rotate({ store, name: "prod/app#/nested/hmac", issuer });
  const { value } = await store.get({ name: APP }, context());
  const revealed = value.reveal();
  expect(revealed).toBeInstanceOf(Uint8Array);
  const { nested, ...others } = JSON.parse(new TextDecoder().decode(revealed as Uint8Array)) as typeof first;
  expect({ ...others, nested: first.nested }).toEqual(first);
  expect(nested.hmac).toMatch(/^[\w-]{43}$/);
});

const plain = defineIssuer({ create: async () => new Secret<string | Uint8Array>(crypto.randomUUID()) });

test.each([
  ["a random key", issuer, first],
  ["a random key in place of a single property", issuer, { apiKey: "the-first-key" }],
  ["a random key in place of a list", issuer, ["the-first-key"]],
  ["an issuer of one's own", plain, first],
])("%s never replaces a JSON object", async (_, by, value) => {
  const at = world(value);
  await expect(rotate({ ...at, name: APP, issuer: by })).rejects.toThrow(
    `prod/app is a JSON object, and what ${by.name} made would replace all of its properties: name the property that is to be replaced, as in prod/app#apiKey`,
  );
  expect(at.store.calls.filter(({ method }) => method === "put")).toEqual([]);
  expect(await valueIn(at.store, APP)).toBe(JSON.stringify(value));
});

test.each(["{}", "the-first-key", "12345678", '"quoted"', "{ no JSON"])(
  "what has no properties is replaced as a whole (%#)",
  async (value) => expect(await rotate({ ...world(value), name: APP })).toMatchObject({ outcome: "rotated" }),
);

test.each([
  ["no such property", "prod/app#other", first],
  ["a property that is no string", "prod/app#limit", first],
  ["a property that has others below it", "prod/app#nested", first],
  ["no JSON", KEY, "{ the-first-key"],
])("%s is refused, and nothing is quoted", async (_, name, value) => {
  const at = world(value);
  const told = `prod/app in memory-store holds no JSON object with a string at #${name.split("#")[1] ?? ""}`;
  const rotation = rotate({ ...at, name });
  await expect(rotation).rejects.toThrow(told);
  await expect(rotation).rejects.not.toThrow("the-first");
  await expect(keyVerifier({ ...at, name }).verify("the-first-key")).rejects.toMatchObject({
    reason: "malformed",
    message: told,
  });
});

test("bytes that are no UTF-8 are refused, in the secret and as a part of it", async () => {
  const text = new TextEncoder().encode('{"apiKey":"the-first-key","other":"X"}');
  const bytes = text.map((byte) => (byte === 0x58 ? 0xff : byte));
  const store = memoryStore({});
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  await store.put(APP, new Secret(bytes), options, context());
  await expect(rotate({ store, name: KEY, issuer })).rejects.toThrow(
    "holds no JSON object with a string at #apiKey",
  );
  const made = defineIssuer({
    create: async () => new Secret<string | Uint8Array>(Uint8Array.of(0xff, 0xfe)),
  });
  await expect(rotate({ ...world(), name: KEY, issuer: made })).rejects.toThrow("bytes that are no text");
});

test("a name with a version is refused", async () => {
  const at = { ...world(), name: "prod/app?version=2#apiKey" };
  const told = "names a version, and a rotation makes one: leave the version out";
  await expect(rotate(at)).rejects.toThrow(told);
  expect(() => keyVerifier(at)).toThrow(told);
});

test("while one part is rotated every other one is refused by its name", async () => {
  const at = world();
  await rotate({ ...at, name: KEY });
  const told = (name: string) =>
    `a rotation of ${name} has not come to its end, and of one secret only one part is rotated at a time: call endGrace for ${name}`;
  for (const name of [APP, "prod/app#/nested/hmac"]) {
    await expect(rotate({ ...at, name })).rejects.toThrow(told(KEY));
    await expect(rotateIfDue({ ...at, name, everyMs: 1 })).rejects.toThrow(told(KEY));
    await expect(endGrace({ ...at, name, now: true })).rejects.toThrow(told(KEY));
    await expect(abortRotation({ ...at, name })).rejects.toThrow(told(KEY));
  }
  const { phase, summary } = await rotationStatus({ ...at, name: APP });
  expect(phase).toBe("idle");
  expect(summary).toContain(`A rotation of ${KEY} has not come to its end`);
  expect(await rotate({ ...at, name: KEY })).toMatchObject({ outcome: "in-progress" });
  expect(await endGrace({ ...at, name: KEY, now: true })).toMatchObject({ outcome: "retired" });
  expect(await endGrace({ ...at, name: KEY })).toMatchObject({ outcome: "nothing" });
  expect(await rotate({ ...at, name: "prod/app#/nested/hmac" })).toMatchObject({ outcome: "rotated" });
});

test("a rotation that was given up keeps nobody from another property", async () => {
  const at = world();
  const refusing = defineIssuer({
    create: plain.create,
    apply: async () => Promise.reject(new Error("down")),
  });
  await expect(rotate({ ...at, issuer: refusing, name: KEY })).rejects.toThrow("apply failed");
  expect(await abortRotation({ ...at, name: KEY })).toMatchObject({ outcome: "aborted" });
  expect(await rotate({ ...at, name: "prod/app#url" })).toMatchObject({ outcome: "rotated" });
});

test("a note about a version without the property keeps no current key from being accepted", async () => {
  const { store } = world('{"other":"the-first-key"}');
  await putByHand(store, APP, JSON.stringify(first));
  const note = {
    rotationId: "3".repeat(36),
    base: "1",
    to: "2",
    property: "apiKey",
    attempt: 1,
    graceMs: 60_000,
  };
  await store.annotate(APP, noteOf({ ...note, endsAfterMs: 60_000 }), {}, context());
  const verifier = keyVerifier({ store, name: KEY });
  expect(await verifier.verify("the-first-key")).toMatchObject({ version: "2", current: true });
});

test("rotators of two properties have one lock", () => {
  const { store } = world();
  expect(lockNameOf({ store, name: KEY })).toBe(lockNameOf({ store, name: APP }));
});
