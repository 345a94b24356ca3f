import { SourceError } from "@confide/core/adapter";
import { describe, expect, test } from "vitest";

import { context } from "../test/fixture.ts";
import { failureOf, ofRef } from "./errors.ts";
import { AnswerError, NoAnswerError } from "./transport.ts";

function attempt(path = "secret/data/app", more: object = {}) {
  return { path, capability: "read", context: { ...context(), ...more }, untrustedFix: () => "trust it" };
}

function told(error: unknown, path?: string) {
  const { reason, message } = failureOf(error, attempt(path));
  return [reason, message.replace(/^.*?: /, "")];
}

const said = (...errors: string[]) => ({ errors });

describe("an answer", () => {
  test.each([
    [
      300,
      said(),
      "unavailable",
      "P was answered with a redirect, which is not followed: the token would go along",
    ],
    [
      399,
      said(),
      "unavailable",
      "P was answered with a redirect, which is not followed: the token would go along",
    ],
    [299, said(), "unknown", "P (HTTP 299)"],
    [400, said(), "unknown", "P (HTTP 400)"],
    [
      400,
      said("check-and-set parameter required for this call"),
      "conflict",
      "P asks for check-and-set: the version that is expected must be given",
    ],
    [400, said("check-and-set parameter did not match the current version"), "conflict", "P"],
    [400, said("metadata check failed: cas differs"), "conflict", "P"],
    [400, said("CAS mismatch"), "conflict", "P"],
    [400, said("missing client token"), "unauthenticated", "P (there is no token, or it is none)"],
    [
      400,
      said("wrapping token is not valid or does not exist"),
      "unauthenticated",
      "P (there is no token, or it is none)",
    ],
    [403, said("permission denied"), "unauthenticated", "P (the token is wrong, expired or revoked)"],
    [403, said("bad token."), "unauthenticated", "P (the token is wrong, expired or revoked)"],
    [403, said(" invalid token\n"), "unauthenticated", "P (the token is wrong, expired or revoked)"],
    [
      403,
      said("2 errors occurred:\n\t* permission denied\n\t* invalid token\n\n"),
      "unauthenticated",
      "P (the token is wrong, expired or revoked)",
    ],
    [403, said("1 error occurred:\n\t* permission denied\n\n"), "denied", "P"],
    [403, said("1 error occurred:\n\t* no invalid token\n\n"), "denied", "P"],
    [403, said("no permission denied"), "denied", "P"],
    [403, said("permission denied, and more"), "denied", "P"],
    [403, said("permission denied", "permission denied"), "denied", "P"],
    [404, said(), "not-found", "P"],
    [404, said('no handler for route "secret/app"'), "invalid-ref", "P (no secrets engine is mounted there)"],
    [
      404,
      said("1 error occurred: * unsupported path"),
      "invalid-ref",
      "P (no secrets engine is mounted there)",
    ],
    [
      404,
      { warnings: ["Invalid path for a versioned K/V secrets engine."] },
      "invalid-ref",
      "P (the engine there is KV v2: leave kvVersion out or say 2)",
    ],
    [
      404,
      { warnings: ["another", "A VERSIONED k/v"] },
      "invalid-ref",
      "P (the engine there is KV v2: leave kvVersion out or say 2)",
    ],
    [404, { request_id: "1", warnings: ["another"] }, "not-found", "P"],
    [404, { request_id: "1", warnings: "a versioned K/V" }, "not-found", "P"],
    [404, { request_id: "1", data: { metadata: { destroyed: false, deletion_time: "" } } }, "not-found", "P"],
    [404, said("namespace not found"), "invalid-ref", "P (there is no such namespace)"],
    [404, said("something else"), "unknown", "P (HTTP 404)"],
    [404, { warnings: ["another"] }, "malformed", "P (HTTP 404, and not as Vault says it)"],
    [404, { message: "no Route matched" }, "malformed", "P (HTTP 404, and not as Vault says it)"],
    [404, "<html>", "malformed", "P (HTTP 404, and not as Vault says it)"],
    [404, "", "malformed", "P (HTTP 404, and not as Vault says it)"],
    [404, undefined, "malformed", "P (HTTP 404, and not as Vault says it)"],
    [404, { data: { metadata: { destroyed: true, deletion_time: "2026-01-01" } } }, "destroyed", "P"],
    [
      404,
      { data: { metadata: { destroyed: "yes", deletion_time: "2026-01-01" } } },
      "disabled",
      "P was deleted",
    ],
    [404, null, "malformed", "P (HTTP 404, and not as Vault says it)"],
    [405, said(), "unknown", "P (HTTP 405)"],
    [412, said(), "unavailable", "P (HTTP 412)"],
    [413, said(), "too-large", "P"],
    [429, said(), "throttled", "P"],
    [471, said(), "unknown", "P (HTTP 471)"],
    [472, said(), "unavailable", "P (a standby, HTTP 472)"],
    [473, said(), "unavailable", "P (a standby, HTTP 473)"],
    [474, said(), "unknown", "P (HTTP 474)"],
    [499, said(), "unknown", "P (HTTP 499)"],
    [500, said(), "unavailable", "P (HTTP 500)"],
    [503, said("Vault is sealed"), "unavailable", "P (it is sealed)"],
    [503, { errors: "sealed" }, "unavailable", "P (HTTP 503)"],
  ] as const)("of status %i, %j, is %s", (status, body, reason, words) => {
    expect(told(new AnswerError(status, body, undefined))).toEqual([
      reason,
      words.replace("P", "secret/data/app"),
    ]);
  });

  test.each([
    [400, "invalid role or secret ID"],
    [401, "unauthorized"],
    [403, "permission denied"],
    [403, "service account name not authorized"],
    [404, 'no handler for route "auth/kubernetes/login"'],
  ])("of status %i to a login is a refused one, and to nothing else", (status, words) => {
    const error = new AnswerError(status, said(words), undefined);
    expect(failureOf(error, attempt("auth/kubernetes/login"))).toMatchObject({
      reason: "unauthenticated",
      message: "not signed in to vault: auth/kubernetes/login refused the login",
      fix: "look at the role, its secret id or JWT, and where the auth method is mounted",
    });
    for (const path of ["auth/token/renew-self", "secret/login", "auth/approle/login/x"])
      expect(told(error, path)[1]).not.toContain("refused the login");
  });

  test.each([413, 429, 500, 503])("of status %i to a login says what it is", (status) => {
    expect(told(new AnswerError(status, said(), undefined), "auth/kubernetes/login")[1]).not.toContain(
      "refused",
    );
  });

  test("says how long to wait, and only a denial which permission is needed", () => {
    const denied = new AnswerError(403, said("* permission denied"), 7);
    const failed = failureOf(denied, attempt("secret/metadata/app?list=true"));
    expect(failed).toMatchObject({ reason: "denied", retryAfterMs: 7, needs: "read on secret/metadata/app" });
    expect(failureOf(new AnswerError(500, said(), undefined), attempt()).needs).toBeUndefined();
  });

  test("of an injected client's own transport is judged the same", () => {
    const error = Object.assign(new Error("quotes"), {
      response: { statusCode: 403, body: said("bad token") },
    });
    expect(told(error)).toEqual([
      "unauthenticated",
      "secret/data/app (the token is wrong, expired or revoked)",
    ]);
    for (const other of [{ response: { statusCode: "403" } }, { response: null }, null, "text"])
      expect(told(other)).toEqual(["unknown", "secret/data/app"]);
  });
});

describe("no answer", () => {
  test.each([
    ["EBADJSON", "malformed", "secret/data/app brought no JSON"],
    ["ETOOLARGE", "too-large", "secret/data/app brought more than maxAnswerBytes allows"],
    ["TimeoutError", "timeout", "secret/data/app"],
    ["ECONNREFUSED", "unavailable", "secret/data/app: nothing listens at that address (ECONNREFUSED)"],
    ["ECONNRESET", "unavailable", "secret/data/app (ECONNRESET)"],
  ])("(%s) is %s", (code, reason, words) => {
    expect(told(new NoAnswerError(code))).toEqual([reason, words]);
  });

  test("after the deadline is out of time, whatever the network says", () => {
    const late = attempt(undefined, { deadlineMs: 0 });
    expect(failureOf(new NoAnswerError("ECONNRESET"), late)).toMatchObject({
      reason: "timeout",
      message: expect.stringMatching(/: secret\/data\/app$/) as string,
    });
    expect(failureOf(new NoAnswerError("EBADJSON"), late).reason).toBe("malformed");
  });

  test("for a certificate that isn't trusted says what this store can do about it", () => {
    for (const code of [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "DEPTH_ZERO_SELF_SIGNED_CERT",
      "UNABLE_TO_GET_ISSUER_CERT",
    ])
      expect(failureOf(new NoAnswerError(code), attempt())).toMatchObject({
        reason: "unknown",
        fix: "trust it",
      });
    expect(failureOf(new NoAnswerError("CERT_HAS_EXPIRED"), attempt()).fix).toContain("clock");
  });

  test("of a call that was ended is its end", () => {
    const ended = attempt(undefined, { signal: AbortSignal.abort() });
    expect(failureOf(new NoAnswerError("AbortError"), ended)).toMatchObject({
      reason: "aborted",
      message: expect.stringMatching(/: secret\/data\/app$/) as string,
    });
  });
});

test("a failure in confide's own words is left unchanged", () => {
  const own = new SourceError({ reason: "denied", message: "a message", store: "vault" });
  expect(failureOf(own, attempt())).toBe(own);
});

test("what a read failed with is reported for its ref", () => {
  const own = new SourceError({ reason: "denied", message: "a message", store: "vault" });
  expect(ofRef(own, "app", context())).toMatchObject({ reason: "denied", ref: "app", message: "a message" });
  expect(ofRef(new Error("quotes"), "app", context())).toMatchObject({
    reason: "unknown",
    ref: "app",
    message: expect.stringMatching(/: app$/) as string,
    cause: { name: "Error" },
  });
  const ended = { ...context(), signal: AbortSignal.abort() };
  expect(ofRef(new Error("quotes"), "app", ended)).toMatchObject({
    reason: "aborted",
    ref: "app",
    message: expect.stringMatching(/: app$/) as string,
  });
});

test("errors of the transport have names of their own", () => {
  expect(String(new AnswerError(403, said(), undefined))).toBe("AnswerError: HTTP 403");
  expect(String(new NoAnswerError("ECONNRESET"))).toBe("NoAnswerError: no usable answer");
});
