import { inspect } from "node:util";

import { SourceError } from "@confide/core/adapter";
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
const hidden =
  ": its message isn't shown, as it may quote a value: throw an IssuerError, whose message is shown";
const coded = (name: unknown, code?: unknown) => Object.assign(new Error("canary"), { name, code });

test.each([
  ["a store's error", denied, "(not allowed)", denied],
  ["a rotation's error", inner, "(the lock was lost)", inner],
  ["an issuer's error", new IssuerError("names no user"), "(names no user)", undefined],
  ["another one, by class and code", coded("error", "28P01"), "(Error 28P01)", undefined],
  ["one with a name only", coded("TypeError"), `(TypeError)${hidden}`, undefined],
  ["one whose code is a sentence", coded("Error", "the canary is wrong"), `(Error)${hidden}`, undefined],
  ["one whose code may be a token", coded("Error", "c".repeat(61)), `(Error)${hidden}`, undefined],
  ["one whose code is a number", coded("Error", 7), "(Error 7)", undefined],
  ["one without name and code", coded("", undefined), `(Error)${hidden}`, undefined],
  ["a string", "canary", `(string)${hidden}`, undefined],
  ["null", null, `(object)${hidden}`, undefined],
])("the cause shows by what can hold no value: %s", (_, cause, shown, kept) => {
  const error = new RotationError({ ...about, cause });
  expect(error.message).toBe(`apply failed ${shown}`);
  expect(error.cause).toBe(kept);
});

test("a fix that is known is the fix", () => {
  expect(new RotationError({ ...about, cause: new Error("canary"), fix: "try again" })).toMatchObject({
    message: "apply failed (Error): try again",
    fix: "try again",
  });
  expect(new RotationError({ ...about, cause: coded("Error", "EPIPE") }).fix).toBeUndefined();
});

test("an issuer's error has its own name", () => {
  expect(new IssuerError("names no user")).toMatchObject({ name: "IssuerError", message: "names no user" });
});

function raise(): never {
  throw new Error("canary");
}

function errorFrom(cause: unknown): RotationError {
  return new RotationError({ step: "create", message: "create failed", name: "key", store: "it", cause });
}

const CAUSES: Readonly<Record<string, () => unknown>> = {
  "getters that throw": () =>
    Object.defineProperties(new Error("canary"), {
      name: { get: raise },
      code: { get: raise },
      message: { get: raise },
    }),
  "a proxy that throws": () =>
    new Proxy(new Error("canary"), { get: raise, has: raise, getPrototypeOf: raise }),
  ...Object.fromEntries(
    [SourceError, RotationError, IssuerError].map((kind) => [
      `a proxy that says it is a ${kind.name}`,
      () =>
        new Proxy(new Error("canary"), {
          get: () => "canary",
          getPrototypeOf: () => kind.prototype,
        }),
    ]),
  ),
  "a revoked proxy": () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    return proxy;
  },
  "an identifier that may be a token": () =>
    Object.assign(new Error("x"), { name: "canary", code: "canary" }),
  "a DOMException": () => new DOMException("canary", "canary"),
};

test.each(Object.entries(CAUSES))("of %s nothing is quoted", (_, make) => {
  const error = errorFrom(make());
  expect(error.message).toMatch(/^create failed \(Error( 0\)|\): its message isn't shown, .*)$/); // a DOMException has a number as its code
  expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
});
