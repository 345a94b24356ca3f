import { expect, test } from "vitest";

import { Secret } from "../secret/secret.ts";
import { checkSecretContent } from "./secret-content.ts";

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
  expect(() => checkSecretContent("etcd", value)).toThrow(new TypeError(message));
});

test("takes a Secret of a string or of bytes, also empty ones", () => {
  for (const content of ["", "text", new Uint8Array(), Buffer.from("b")])
    expect(() => checkSecretContent("etcd", new Secret(content))).not.toThrow();
});
