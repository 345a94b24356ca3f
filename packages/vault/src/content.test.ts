import { isDeepStrictEqual } from "node:util";

import { Secret } from "@confide/core";
import fc from "fast-check";
import { expect, test } from "vitest";

import { contentOf, dataOf, pendingOf, putKeyOf, sameData, withBecomes } from "./content.ts";

/** What Vault does to fields: it keeps JSON, and brings the names in their order. */
function throughVault(data: object): Record<string, unknown> {
  const entries = Object.entries(data).sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.parse(JSON.stringify(Object.fromEntries(entries))) as Record<string, unknown>;
}

const texts = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.json(),
  fc.constantFrom("", "{}", "null", '{"a":1.0}', '{"b":1,"a":2}'),
);

test("any text comes back, a JSON object at least as the same object", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const back = contentOf(throughVault(dataOf(new Secret<string | Uint8Array>(text), "key"))).reveal();
      expect(back === text || sameJson(String(back), text)).toBe(true);
    }),
  );
});

function sameJson(a: string, b: string): boolean {
  return isDeepStrictEqual(JSON.parse(a), JSON.parse(b));
}

test("any bytes come back", () => {
  fc.assert(
    fc.property(fc.uint8Array(), (bytes) => {
      expect(contentOf(throughVault(dataOf(new Secret<string | Uint8Array>(bytes), "key"))).reveal()).toEqual(
        bytes,
      );
    }),
  );
});

test("a JSON object is Vault's fields, and what people wrote there is a JSON object", () => {
  expect(dataOf(new Secret<string | Uint8Array>('{"user":"u"}'), "key")).toMatchObject({ user: "u" });
  expect(contentOf({ value: "by hand" }).reveal()).toBe('{"value":"by hand"}');
});

test("what confide notes with a value is no part of it", () => {
  const data = dataOf(new Secret<string | Uint8Array>('{"user":"u"}'), "key");
  expect(putKeyOf(data)).toBe("key");
  expect(contentOf(withBecomes(data, 3)).reveal()).toBe('{"user":"u"}');
  expect(pendingOf(withBecomes(data, 3))).toEqual({ version: "3", data });
  expect(sameData(data, throughVault(data))).toBe(true);
});

test("an object is kept as fields only where it comes back as it was written", () => {
  for (const text of ["{}", "[]", "[1]", "null", "1", '"a"', '{"a": 1}', '{"a":1.0}', "{", ""])
    expect(dataOf(new Secret<string | Uint8Array>(text), "key")).toEqual({
      "confide:text": text,
      "confide:put": "key",
    });
});

test("the same fields in another order are the same, at any depth, and lists keep theirs", () => {
  expect(sameData({ a: { c: 1, d: 2 }, b: 1 }, { b: 1, a: { d: 2, c: 1 } })).toBe(true);
  expect(sameData({ a: [1, 2], b: null }, { b: null, a: [1, 2] })).toBe(true);
  expect(sameData({ a: [1, 2] }, { a: [2, 1] })).toBe(false);
  expect(sameData({ a: [1] }, { a: { 0: 1 } })).toBe(false);
  expect(sameData({ a: null }, { a: {} })).toBe(false);
});

test("what confide notes is a text, or somebody else's", () => {
  expect(putKeyOf({ "confide:put": 1 })).toBeUndefined();
  expect(pendingOf({ "confide:becomes": 1 })).toBeUndefined();
  expect(pendingOf({ a: 1 })).toBeUndefined();
  expect(contentOf({ "confide:text": 1, "confide:base64": 2 }).reveal()).toBe(
    '{"confide:text":1,"confide:base64":2}',
  );
});

test("fields that are nested too deeply are malformed", () => {
  let deep: Record<string, unknown> = {};
  for (let depth = 0; depth < 100_000; depth++) deep = { deep };
  expect(() => contentOf(deep)).toThrow(
    expect.objectContaining({
      reason: "malformed",
      message: expect.stringMatching(/: it is nested too deeply$/) as string,
    }),
  );
});
