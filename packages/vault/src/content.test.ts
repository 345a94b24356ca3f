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
