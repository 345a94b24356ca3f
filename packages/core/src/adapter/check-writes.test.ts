import { expect, test } from "vitest";

import { Secret } from "../secret/secret.ts";
import { checkNotes, checkPut } from "./check-writes.ts";

const options = { idempotencyKey: "key", stage: "current" } as const;

test.each([
  ["a string", "canary"],
  ["an object", { canary: "canary" }],
  ["an object", Uint8Array.of(1)],
  ["a list", ["canary"]],
  ["undefined", undefined],
  ["null", null],
  ["a number", 5],
  ["a Secret of an object", new Secret({ canary: "canary" })],
  ["a Secret of a number", new Secret(5)],
  ["a Secret of undefined", new Secret(undefined)],
])("refuses %s, and says no value", (given, value) => {
  const message = `put() of etcd takes a Secret of a string or of bytes, new Secret("…"), and was given ${given}`;
  expect(() => checkPut("etcd", value, options)).toThrow(new TypeError(message));
});

test("takes a Secret of a string or of bytes, also empty ones", () => {
  for (const content of ["", "text", new Uint8Array(), Buffer.from("b")])
    expect(() => checkPut("etcd", new Secret(content), options)).not.toThrow();
});

test.each([
  [{ stage: "current" }, /^put\(\) of etcd needs an idempotencyKey: crypto\.randomUUID\(\)/],
  [{ ...options, idempotencyKey: "" }, /needs an idempotencyKey/],
  [{ ...options, idempotencyKey: 7 }, /needs an idempotencyKey/],
  [undefined, /needs an idempotencyKey/],
  [{ idempotencyKey: "key" }, /^put\(\) of etcd needs a stage: "current" or "pending"$/],
  [{ ...options, stage: "AWSCURRENT" }, /needs a stage/],
  [{ ...options, expect: 3 }, /^put\(\) of etcd takes a version as expect, a string$/],
  [{ ...options, expects: "3" }, /^put\(\) of etcd has no option expects: did you mean expect\?$/],
  ["current", /^put\(\) of etcd takes an object of options/],
])("refuses the options %j", (odd, message) => {
  expect(() => checkPut("etcd", new Secret("canary"), odd as never)).toThrow(message);
  expect(() => checkPut("etcd", new Secret("canary"), odd as never)).toThrow(TypeError);
});

test("takes a version that is expected", () => {
  for (const expected of [{ expect: "3" }, { expect: "none" }, { expect: undefined }])
    expect(() =>
      checkPut("etcd", new Secret("canary"), { ...options, ...(expected as object) }),
    ).not.toThrow();
});

test("notes are strings, or null", () => {
  expect(() => checkNotes("etcd", { a: "", b: "text", c: null })).not.toThrow();
  for (const odd of [5, undefined, {}, ["a"], true])
    expect(() => checkNotes("etcd", { a: odd as never })).toThrow(
      /^annotate\(\) of etcd takes notes that are strings/,
    );
});
