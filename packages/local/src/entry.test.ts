import { Secret } from "@confide/core";
import fc from "fast-check";
import { expect, test } from "vitest";

import { type Document, type Entry, parse, serialize } from "./document.ts";
import {
  descriptionOf,
  labelsOf,
  versionOf,
  withAnnotations,
  withPromoted,
  withPut,
  withRetired,
} from "./entry.ts";

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

function promotedFrom(entry: Entry, version: string): Entry {
  return withPromoted("a", entry, version, entry.current ?? "none");
}

test("a hundred versions are kept and no more, and numbers are never used again", () => {
  let entry: Entry | undefined;
  for (let count = 0; count < 100; count++) ({ entry } = put(entry, `value ${count}`));
  expect(entry?.versions.map(({ version }) => version)).toEqual(
    Array.from({ length: 100 }, (_, index) => String(index + 1)),
  );
  const next = put(entry, "one more");
  expect(next.version).toBe("101");
  expect(next.entry.versions).toHaveLength(100);
  expect(versionOf(next.entry, "1")).toBeUndefined();
  expect(versionOf(next.entry, "previous")?.version).toBe("100");
});

test("stages are three, and a version is found by any of them or by its number", () => {
  let { entry } = put(undefined, "one");
  ({ entry } = put(entry, "two"));
  ({ entry } = put(entry, "three", "pending"));
  const stages = ["current", "previous", "pending"];
  expect(stages.map((stage) => versionOf(entry, stage)?.version)).toEqual(["2", "1", "3"]);
  expect(["1", "2", "3"].map((version) => labelsOf(entry, version))).toEqual([
    ["previous"],
    ["current"],
    ["pending"],
  ]);
  expect(versionOf(entry)?.version).toBe("2");
  expect(versionOf(entry, "4")).toBeUndefined();
  expect(versionOf({ ...entry, pending: undefined } as unknown as Entry, "pending")).toBeUndefined();
});

test("the first version that is pending leaves the secret without a current one", () => {
  const { entry } = put(undefined, "one", "pending");
  expect(descriptionOf("a", entry)).toMatchObject({ pending: "1" });
  expect(descriptionOf("a", entry)).not.toHaveProperty("current");
  const after = promotedFrom(entry, "1");
  expect(descriptionOf("a", after)).toMatchObject({ current: "1" });
  expect(descriptionOf("a", after)).not.toHaveProperty("pending");
  expect(after).not.toHaveProperty("previous");
});

test("a promotion of another version leaves what is pending", () => {
  let { entry } = put(undefined, "one");
  ({ entry } = put(entry, "two"));
  ({ entry } = put(entry, "three", "pending"));
  expect(promotedFrom(entry, "1")).toMatchObject({ current: "1", previous: "2", pending: "3" });
});

test("a promotion of the current version changes nothing, whatever was expected", () => {
  const { entry } = put(undefined, "one");
  expect(withPromoted("a", entry, "1", "another")).toBe(entry);
});

test("a promotion is refused when another version is current, or it isn't there", () => {
  let { entry } = put(undefined, "one");
  ({ entry } = put(entry, "two", "pending"));
  expect(() => withPromoted("a", entry, "2", "2")).toThrow(
    expect.objectContaining({ reason: "conflict", ref: "a" }),
  );
  expect(() => withPromoted("a", entry, "3", "1")).toThrow(
    expect.objectContaining({ reason: "not-found", ref: "a" }),
  );
});

test("the same put is the same version, and changes nothing", () => {
  const options = { idempotencyKey: "once", stage: "current" } as const;
  const first = withPut("a", undefined, new Secret("one"), options);
  const again = withPut("a", first.entry, new Secret("one"), options);
  expect(again.entry).toBe(first.entry);
  expect(again.version).toBe("1");
  expect(() => withPut("a", first.entry, new Secret("two"), options)).toThrow(
    /under the same idempotency key/,
  );
  const retired = withRetired("a", put(first.entry, "two").entry, "1");
  expect(() => withPut("a", retired, new Secret("one"), options)).toThrow(/under the same idempotency key/);
});

test("a put may expect that nothing is current, or which version is", () => {
  const options = (expected: string) =>
    ({ idempotencyKey: crypto.randomUUID(), stage: "current", expect: expected }) as const;
  const { entry } = withPut("a", undefined, new Secret("one"), options("none"));
  expect(withPut("a", entry, new Secret("two"), options("1")).version).toBe("2");
  for (const wrong of ["none", "2"])
    expect(() => withPut("a", entry, new Secret("two"), options(wrong))).toThrow(/another current version/);
});

test("notes are added, replaced and taken away, if the secret is what was described", () => {
  const { entry } = put(undefined, "one");
  const noted = withAnnotations("a", entry, { one: "1", two: "2" }, entry.etag);
  expect(noted.annotations).toEqual({ one: "1", two: "2" });
  expect(noted.etag).not.toBe(entry.etag);
  expect(withAnnotations("a", noted, { one: null, two: "" }, undefined).annotations).toEqual({ two: "" });
  expect(() => withAnnotations("a", noted, {}, entry.etag)).toThrow(/changed since it was described/);
});

test("what is retired leaves the stages of the others", () => {
  let { entry } = put(undefined, "one");
  ({ entry } = put(entry, "two"));
  ({ entry } = put(entry, "three"));
  ({ entry } = put(entry, "four", "pending"));
  expect(withRetired("a", entry, "1")).toMatchObject({ current: "3", previous: "2", pending: "4" });
  const noPrevious = withRetired("a", entry, "2");
  expect(noPrevious).toMatchObject({ current: "3", pending: "4" });
  expect(noPrevious).not.toHaveProperty("previous");
  const noPending = withRetired("a", entry, "4");
  expect(noPending).toMatchObject({ current: "3", previous: "2" });
  expect(noPending).not.toHaveProperty("pending");
  expect(noPending.etag).not.toBe(entry.etag);
});

test("what is current can't be retired; what is retired, or isn't there, changes nothing", () => {
  let { entry } = put(undefined, "one");
  ({ entry } = put(entry, "two"));
  const retired = withRetired("a", entry, "1");
  expect(withRetired("a", retired, "1")).toBe(retired);
  expect(withRetired("a", retired, "7")).toBe(retired);
  expect(() => withRetired("a", entry, "2")).toThrow(expect.objectContaining({ reason: "conflict" }));
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
