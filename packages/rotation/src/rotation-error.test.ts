import { SourceError } from "@confide/core";
import { expect, test } from "vitest";

import { IssuerError, RotationError } from "./rotation-error.ts";

const about = { step: "apply", name: "prod/api-key", store: "vault", message: "apply failed" } as const;

test("a rotation's error holds where it was, and what to do", () => {
  const error = new RotationError({ ...about, rotationId: "an-id", fix: "try again" });
  expect(error).toMatchObject({
    name: "RotationError",
    message: "apply failed: try again",
    step: "apply",
    secretName: "prod/api-key",
    store: "vault",
    rotationId: "an-id",
    fix: "try again",
  });
  expect(error).not.toHaveProperty("secret");
  expect(error).not.toHaveProperty("cause");
  expect(new RotationError(about).message).toBe("apply failed");
});

const denied = new SourceError({ reason: "denied", message: "not allowed", store: "vault" });
const inner = new RotationError({ ...about, message: "the lock was lost" });
const coded = (name: unknown, code?: unknown) => Object.assign(new Error("canary"), { name, code });

test.each([
  ["a store's error", denied, "(not allowed)", denied],
  ["a rotation's error", inner, "(the lock was lost)", inner],
  ["an issuer's error", new IssuerError("names no user"), "(names no user)", undefined],
  ["another one, by class and code", coded("error", "28P01"), "(error 28P01)", undefined],
  ["one with a name only", coded("TypeError"), "(TypeError)", undefined],
  ["one whose code is a sentence", coded("Error", "the canary is wrong"), "(Error)", undefined],
  ["one whose code begins with no letter or digit", coded("Error", "-canary"), "(Error)", undefined],
  [
    "one whose code has 61 characters",
    coded("Error", "c".repeat(61)),
    `(Error ${"c".repeat(61)})`,
    undefined,
  ],
  ["one whose code has 62 characters", coded("Error", "c".repeat(62)), "(Error)", undefined],
  ["one whose code is a number", coded("Error", 7), "(Error)", undefined],
  ["one without name and code", coded("", undefined), "(object)", undefined],
  ["a string", "canary", "(string)", undefined],
  ["null", null, "(object)", undefined],
])("the cause shows by what can hold no value: %s", (_, cause, shown, kept) => {
  const error = new RotationError({ ...about, cause });
  expect(error.message).toBe(`apply failed ${shown}`);
  expect(error.cause).toBe(kept);
});

test("an issuer's error has its own name", () => {
  expect(new IssuerError("names no user")).toMatchObject({ name: "IssuerError", message: "names no user" });
});
