import { Secret } from "@confide/core";
import { SourceError, type SourceErrorReason } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import { expect, test, vi } from "vitest";

import { clockedStore } from "../../test/clocked-store.ts";
import { localLock } from "../../test/local-lock.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { target, textOf } from "../../test/target.ts";
import { abortRotation } from "../abort-rotation.ts";
import { defineIssuer } from "../issuers/define-issuer.ts";
import type { IssuerCreateStep } from "../issuers/issuer.ts";
import { randomKey } from "../issuers/random-key.ts";
import { rotate } from "../rotate.ts";

const NAME = "prod/api-key";

function world() {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const put = vi.spyOn(store, "put");
  const keys = () => put.mock.calls.map(([, , { idempotencyKey }]) => idempotencyKey);
  return { at: { clock, store, name: NAME }, put, keys };
}

// Another release may go on with what this one has begun.
test("a rotation's id and the key of its value are always the same", async () => {
  const { at, keys } = world();
  const { rotationId } = await rotate({ ...at, issuer: randomKey() });
  expect({ rotationId, keys: keys() }).toEqual({
    rotationId: "262bb77c-4bbf-52f9-b5ee-71c4421a37bb",
    keys: ["e0e928fd-934d-5464-a40f-6aa31f27bd24"],
  });
  const scoped = world();
  const other = await rotate({ ...scoped.at, issuer: randomKey(), scope: "eu" });
  expect(other.rotationId).not.toBe(rotationId);
});

test("a vendor is asked with one key until the value is stored, and with another once that was given up", async () => {
  const { at } = world();
  const asked: string[] = [];
  const create = async ({ idempotencyKey }: IssuerCreateStep) => {
    asked.push(idempotencyKey);
    if (asked.length === 1) throw new Error("the answer was lost");
    return new Secret<string | Uint8Array>(`made-${idempotencyKey}`);
  };
  const issuer = defineIssuer({ create, test: async () => Promise.reject(new Error("not now")) });
  await expect(rotate({ ...at, issuer })).rejects.toThrow("create failed");
  await expect(rotate({ ...at, issuer })).rejects.toThrow("test failed");
  await abortRotation({ ...at, issuer });
  await expect(rotate({ ...at, issuer })).rejects.toThrow("test failed");
  expect(asked[1]).toBe(asked[0]);
  expect(asked[2]).not.toBe(asked[0]);
  expect(asked).toHaveLength(3);
});

test("a value is put as pending, and again under a key of its own where it can't be read any more", async () => {
  const { at, put, keys } = world();
  const { issuer } = target("first-key");
  const refusing = { ...issuer, test: async () => Promise.reject(new Error("not now")) };
  await expect(rotate({ ...at, issuer: refusing })).rejects.toThrow("test failed");
  const context = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000, attempt: 1 };
  await at.store.retire(NAME, "2", context);
  expect(await rotate({ ...at, issuer })).toMatchObject({ outcome: "rotated", version: "3" });
  expect(new Set(keys()).size).toBe(2);
  expect(put.mock.calls.map(([, , { stage }]) => stage)).toEqual(["pending", "pending"]);
});

const failing = (reason: SourceErrorReason) => async () => {
  throw new SourceError({ reason, message: "it can't" });
};

test.each<[SourceErrorReason[], SourceErrorReason, puts: number]>([
  [["denied"], "denied", 1],
  [["conflict", "denied"], "denied", 2],
])("puts that fail with %j end as %s after %i of them", async (reasons, reason, puts) => {
  const { at, put } = world();
  const annotate = vi.spyOn(at.store, "annotate");
  for (const each of reasons) put.mockImplementationOnce(failing(each));
  await expect(rotate({ ...at, issuer: randomKey() })).rejects.toMatchObject({ reason });
  expect(put).toHaveBeenCalledTimes(puts);
  expect(annotate).not.toHaveBeenCalled();
});

test("a current value that can't be read is an error with the secret's name", async () => {
  const { at, put } = world();
  at.store.setState(NAME, "1", "disabled");
  const { issuer } = target("first-key", { create: async ({ current }) => current() });
  await expect(rotate({ ...at, issuer })).rejects.toThrow(`${NAME} has no current version that can be read`);
  expect(put).not.toHaveBeenCalled();
});

/** What a crash leaves that came between the put and its note: the slot's value at the target, and the same in the store. */
test("a slot that is made anew after a crash replaces what waits in the store, which the target no longer takes", async () => {
  const { at, put } = world();
  let slot = "";
  const issuer = defineIssuer({
    credentials: "two-slots",
    exclusive: true,
    create: async () => new Secret<string | Uint8Array>((slot = `made-${crypto.randomUUID()}`)),
    async test({ value }) {
      if (textOf(value) !== slot) throw new Error("not accepted");
    },
  });
  const all = { ...at, issuer, lock: localLock() };
  const annotate = vi.spyOn(at.store, "annotate");
  annotate.mockImplementationOnce(failing("denied"));
  await expect(rotate(all)).rejects.toMatchObject({ reason: "denied" });
  expect(put).toHaveBeenCalledTimes(1);
  expect(await rotate(all)).toMatchObject({ outcome: "rotated" });
  expect(await valueIn(at.store, NAME)).toBe(slot);
});
