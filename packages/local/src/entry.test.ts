import { Secret } from "@confide/core";
import fc from "fast-check";
import { expect, test } from "vitest";

import { type Document, type Entry, parse, serialize } from "./document.ts";
import { descriptionOf, versionOf, withPromoted, withPut, withRetired } from "./entry.ts";

function put(entry: Entry | undefined, text: string, stage: "current" | "pending" = "current") {
  return withPut("a", entry, new Secret(text), { idempotencyKey: crypto.randomUUID(), stage });
}

test("a secret's last hundred versions are kept, and those that a stage points at", () => {
  let entry: Entry | undefined = put(undefined, "pending", "pending").entry;
  for (let count = 0; count < 120; count++) ({ entry } = put(entry, `value ${count}`));
  expect(entry.versions).toHaveLength(101);
  expect(versionOf(entry, "pending")?.version).toBe("1");
  expect(versionOf(entry)?.version).toBe("121");
});

test("what is retired keeps no value, and leaves its stage", () => {
  const first = put(undefined, "old");
  const second = put(first.entry, "new", "pending");
  const promoted = withPromoted("a", second.entry, second.version, first.version);
  expect(descriptionOf("a", promoted).versions.map(({ labels }) => labels)).toEqual([
    ["previous"],
    ["current"],
  ]);
  const retired = withRetired("a", promoted, first.version);
  expect(versionOf(retired, first.version)).toMatchObject({ state: "destroyed" });
  expect(versionOf(retired, first.version)?.value).toBeUndefined();
  expect(retired.previous).toBeUndefined();
});

test("a version that was destroyed can't become current", () => {
  const first = put(undefined, "old");
  const second = put(first.entry, "new");
  const retired = withRetired("a", second.entry, first.version);
  expect(() => withPromoted("a", retired, first.version, second.version)).toThrow(/has no version 1/);
});

const values = fc.oneof(fc.string({ unit: "binary" }), fc.uint8Array());

test("any names, values and notes come back from the file's text", () => {
  const notes = fc.dictionary(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }));
  fc.assert(
    fc.property(fc.dictionary(fc.string({ unit: "binary" }), fc.tuple(values, notes)), (secrets) => {
      const document: Document = new Map(
        Object.entries(secrets).map(([name, [value, annotations]]) => {
          const options = { idempotencyKey: "key", stage: "current" } as const;
          const { entry } = withPut(name, undefined, new Secret<string | Uint8Array>(value), options);
          return [name, { ...entry, annotations }];
        }),
      );
      const back = parse(serialize(document), "secrets.age");
      expect(Array.from(back.keys())).toEqual(Array.from(document.keys()));
      for (const [name, entry] of document) {
        const found = back.get(name);
        expect(found && versionOf(found)?.value?.equals(versionOf(entry)?.value ?? "")).toBe(true);
        expect(found?.annotations).toEqual(entry.annotations);
      }
    }),
  );
});
