import { SourceError } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { codeOf, failureOf, textOf } from "./errors.ts";

const bounds = { signal: new AbortController().signal, deadlineMs: Date.now() + 60_000 };
const attempt = {
  ref: "database?version=3",
  resource: "projects/shop/secrets/database",
  needs: "secretmanager.secrets.get",
  context: bounds,
};

function grpc(code: unknown, message = "", more: object = {}): Error {
  return Object.assign(new Error(message), { code, ...more });
}

const reasonOf = (error: unknown) => failureOf(error, attempt).reason;

test.each([
  [1, "aborted"],
  [2, "unknown"],
  [3, "invalid-ref"],
  [4, "timeout"],
  [5, "not-found"],
  [6, "conflict"],
  [7, "denied"],
  [8, "throttled"],
  [9, "conflict"],
  [10, "conflict"],
  [11, "unknown"],
  [12, "malformed"],
  [13, "unavailable"],
  [14, "unavailable"],
  [15, "malformed"],
  [16, "unauthenticated"],
])("gRPC's code %i is %s", (code, reason) => {
  expect(failureOf(grpc(code), attempt)).toMatchObject({
    reason,
    ref: attempt.ref,
    store: "google-secret-manager",
    cause: { code },
  });
});

test("an answer that the client can't read is malformed, and one that is too long is that", () => {
  for (const text of ["error PARSING it", "could not deserialize"]) {
    expect(reasonOf(grpc(13, text))).toBe("malformed");
    expect(reasonOf(grpc(14, text))).toBe("unavailable");
  }
  for (const text of ["Received message larger than max", "size LARGER THAN 4"]) {
    expect(reasonOf(grpc(8, text))).toBe("too-large");
    expect(reasonOf(grpc(14, text))).toBe("unavailable");
  }
});

test.each(["no Credentials", "invalid_grant", "a token", "bad private key", "the ADC", "Unauthorized"])(
  "what fails before any call with %j is the sign-in",
  (text) => {
    expect(reasonOf(new Error(text))).toBe("unauthenticated");
    expect(reasonOf(grpc(2, text))).toBe("unknown");
  },
);

test("what fails before any call in other words is unknown", () => {
  for (const error of [new Error("another"), "a token", null, undefined])
    expect(reasonOf(error)).toBe("unknown");
});

test("a call that was ended is that, whatever it failed with", () => {
  const context = { ...bounds, signal: AbortSignal.abort() };
  expect(failureOf(grpc(14), { ...attempt, context })).toMatchObject({
    reason: "aborted",
    message: expect.stringContaining("google-secret-manager") as string,
  });
});

test("a failure in confide's own words is left unchanged", () => {
  const own = new SourceError({ reason: "denied", message: "a message", store: "another" });
  expect(failureOf(own, attempt)).toBe(own);
});

describe("a denial says what is needed", () => {
  const needsOf = (error: Error, needs = attempt.needs) => failureOf(error, { ...attempt, needs }).needs;

  test("as the call knows it, or as Google names it, but where a role is needed", () => {
    const named = "Permission 'secretmanager.versions.add' denied on resource";
    const on = " on projects/shop/secrets/database";
    expect(needsOf(grpc(7))).toBe(`secretmanager.secrets.get${on}`);
    expect(needsOf(grpc(7, named))).toBe(`secretmanager.versions.add${on}`);
    expect(needsOf(grpc(7, named), "roles/reader")).toBe(`roles/reader${on}`);
    for (const other of ["Permission 'other.get' denied", "Permission 'secretmanager.a b' denied"])
      expect(needsOf(grpc(7, other))).toBe(`secretmanager.secrets.get${on}`);
  });

  test("where the API isn't enabled, that", () => {
    const disabled = grpc(7, "", { reason: "SERVICE_DISABLED" });
    expect(needsOf(disabled)).toBe("secretmanager.googleapis.com enabled in projects/shop");
  });

  test("and no other failure does", () => {
    expect(needsOf(grpc(5))).toBeUndefined();
  });
});

test("a code is a number on an error, a text is an error's", () => {
  expect([codeOf(grpc(5)), codeOf(grpc("5")), codeOf({ code: 5 }), codeOf(null)]).toEqual([
    5,
    undefined,
    undefined,
    undefined,
  ]);
  expect([textOf(new Error("a")), textOf("a")]).toEqual(["a", ""]);
});
