import { expect, test } from "vitest";

import { parse, serialize } from "./document.ts";

const FORMAT = "confide-local-store/1";
const VERSION = { version: "1", state: "enabled", createdAt: "2026-01-01T00:00:00Z", idempotencyKey: "k" };
const ENTRY = { versions: [{ ...VERSION, text: "made-up" }], annotations: { note: "a" }, etag: "e" };

function textOf(entry: unknown, format: unknown = FORMAT): string {
  return JSON.stringify({ format, secrets: { a: entry } });
}

function withVersion(change: object): unknown {
  return { ...ENTRY, versions: [...ENTRY.versions, { ...VERSION, text: "made-up", ...change }] };
}

test.for([
  ["a whole entry", { ...ENTRY, current: "1", previous: "2", pending: "3" }],
  ["no stage and no version", { ...ENTRY, versions: [] }],
  ["a disabled version, which keeps its value", withVersion({ state: "disabled" })],
  ["a destroyed version, which has none", withVersion({ state: "destroyed", text: undefined })],
  ["bytes", withVersion({ text: undefined, base64: "AAEC" })],
  ["an empty text", withVersion({ text: "" })],
  ["empty bytes", withVersion({ text: undefined, base64: "" })],
] as const)("%s is read, and written the same", ([, entry]) => {
  const document = parse(textOf(entry), "secrets.age");
  expect([...document.keys()]).toEqual(["a"]);
  expect(JSON.parse(serialize(document))).toEqual(JSON.parse(textOf(entry)));
});

test.for([
  ["no object", "text"],
  ["nothing", null],
  ["a list", [ENTRY]],
  ["no versions", { ...ENTRY, versions: undefined }],
  ["versions that are no list", { ...ENTRY, versions: {} }],
  ["no etag", { ...ENTRY, etag: undefined }],
  ["an etag that is no text", { ...ENTRY, etag: 1 }],
  ["a current that is no text", { ...ENTRY, current: 1 }],
  ["a previous that is no text", { ...ENTRY, previous: null }],
  ["a pending that is no text", { ...ENTRY, pending: {} }],
  ["no annotations", { ...ENTRY, annotations: undefined }],
  ["annotations that are a list", { ...ENTRY, annotations: [] }],
  ["an annotation that is no text", { ...ENTRY, annotations: { note: "a", other: 1 } }],
  ["a version that is no object", { ...ENTRY, versions: ["1"] }],
  ["a version that is null", { ...ENTRY, versions: [null] }],
  ["a version's number that is none", withVersion({ version: 2 })],
  ["a state that there isn't", withVersion({ state: "lost" })],
  ["no date", withVersion({ createdAt: undefined })],
  ["no idempotency key", withVersion({ idempotencyKey: undefined })],
  ["a text that is none", withVersion({ text: 1 })],
  ["bytes that are no text", withVersion({ text: undefined, base64: 1 })],
  ["an enabled version without a value", withVersion({ text: undefined })],
  ["a destroyed version with a value", withVersion({ state: "destroyed" })],
] as const)("%s is not of the format", ([, entry]) => {
  expect(() => parse(textOf(entry), "secrets.age")).toThrow(
    `a secret in secrets.age is not of the format ${FORMAT}`,
  );
});

test.for([
  ["no JSON", "{", "is no JSON"],
  ["another format", textOf(ENTRY, "confide-local-store/2"), "is not of the format"],
  ["no secrets", JSON.stringify({ format: FORMAT }), "is not of the format"],
  ["a list of secrets", JSON.stringify({ format: FORMAT, secrets: [] }), "is not of the format"],
  ["null", "null", "is not of the format"],
] as const)("%s is malformed", ([, text, message]) => {
  expect(() => parse(text, "secrets.age")).toThrow(
    expect.objectContaining({ reason: "malformed", message: expect.stringContaining(message) as string }),
  );
});

test("it is written a field a line, as a person edits it", () => {
  const content = { format: FORMAT, secrets: { a: { annotations: {}, etag: "e", versions: [] } } };
  const text = JSON.stringify(content, undefined, 1);
  expect(serialize(parse(text, "secrets.age"))).toBe(text);
});
