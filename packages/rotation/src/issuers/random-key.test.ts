import { expect, test } from "vitest";

import { randomKey, type RandomKeyOptions } from "./random-key.ts";

const step = { rotationId: "r", name: "n", current: async () => Promise.reject(new Error("none")), currentHandle: async () => undefined, idempotencyKey: "k" }; // prettier-ignore
const made = async (options?: RandomKeyOptions) => String((await randomKey(options).create(step)).reveal());

test.each<[RandomKeyOptions | undefined, RegExp]>([
  [undefined, /^[\w-]{43}$/],
  [{ encoding: "hex" }, /^[\da-f]{64}$/],
  [{ bytes: 16 }, /^[\w-]{22}$/],
  [{ bytes: 16, encoding: "hex", prefix: "shop_live_" }, /^shop_live_[\da-f]{32}$/],
])("a key of %j, each time another", async (options, form) => {
  const keys = [await made(options), await made(options)];
  for (const key of keys) expect(form.test(key)).toBe(true);
  expect(new Set(keys).size).toBe(2);
});

test.each([15, 0, -16, 16.5, Number.NaN, Infinity])("%d bytes are refused", (bytes) => {
  expect(() => randomKey({ bytes })).toThrow(
    new RangeError("randomKey takes 16 bytes or more: fewer can be guessed"),
  );
});

test("any number of its keys is good at once, and it has a name for reports", () => {
  expect(randomKey()).toMatchObject({ name: "random-key", credentials: "many" });
});
