import { inspect } from "node:util";

import { SourceError } from "@confide/core/adapter";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { CANARY, context } from "../test/harness.ts";
import { failureOf } from "./errors.ts";
import { LongAnswerError } from "./limit.ts";

const about = { action: "GetSecretValue", name: "prod/db", ref: "prod/db?version=AWSPREVIOUS" };

describe("AWS's exceptions", () => {
  test.each([
    ["ResourceNotFoundException", "Secrets Manager can't find the specified secret.", "not-found"],
    ["AccessDeniedException", "User: … is not authorized", "denied"],
    ["AccessDeniedException", "Access to KMS is not allowed", "denied"],
    ["DecryptionFailure", "", "denied"],
    ["InvalidRequestException", "You can’t perform … because it was marked for deletion.", "disabled"],
    ["InvalidRequestException", "… a secret with this name is already scheduled for deletion.", "disabled"],
    ["InvalidRequestException", "You can't access a secret from a different AWS account …", "denied"],
    ["InvalidRequestException", "", "unknown"],
    ["InvalidParameterException", "", "invalid-ref"],
    ["ValidationException", "Invalid name.", "invalid-ref"],
    ["ResourceExistsException", "", "conflict"],
    ["ThrottlingException", "Rate exceeded", "throttled"],
    ["InternalServiceError", "", "unavailable"],
    ["UnrecognizedClientException", "", "unauthenticated"],
    ["ExpiredTokenException", "", "unauthenticated"],
    ["InvalidSignatureException", "", "unauthenticated"],
    ["CredentialsProviderError", "", "unauthenticated"],
    ["LimitExceededException", "", "unknown"],
  ])("%s, %s: %s", (name, message, reason) => {
    const error = failureOf({ name, message, $metadata: { httpStatusCode: 400 } }, about, context());
    expect(error).toMatchObject({ reason, ref: about.ref, store: "aws-secrets-manager" });
  });
});

describe("what is no exception of AWS's", () => {
  test.each([
    ["a reset", { name: "TimeoutError", code: "ECONNRESET" }, "unavailable"],
    ["half a body", { name: "Error", code: "ECONNRESET", $metadata: { httpStatusCode: 200 } }, "unavailable"],
    ["no name", { name: "Error", code: "ENOTFOUND" }, "unavailable"],
    ["a timeout", { name: "TimeoutError", code: "ETIMEDOUT" }, "timeout"],
    ["an HTML 502", { name: "SyntaxError", $metadata: { httpStatusCode: 502 } }, "unavailable"],
    ["a 429", { name: "Unknown", $metadata: { httpStatusCode: 429 } }, "throttled"],
    ["a proxy's 403", { name: "Unknown", $metadata: { httpStatusCode: 403 } }, "denied"],
    ["a proxy's 404", { name: "Unknown", $metadata: { httpStatusCode: 404 } }, "malformed"],
    ["a redirect", { name: "Unknown", $metadata: { httpStatusCode: 302 } }, "malformed"],
    ["text that is no JSON", { name: "SyntaxError", $metadata: { httpStatusCode: 200 } }, "malformed"],
    ["a certificate", { name: "Error", code: "DEPTH_ZERO_SELF_SIGNED_CERT" }, "unknown"],
    ["nothing", undefined, "unknown"],
  ])("%s", (_, error, reason) => {
    expect(failureOf(error, about, context()).reason).toBe(reason);
  });
});

test("a denied call says what it needs", () => {
  const denied = { name: "AccessDeniedException", message: "User: … is not authorized" };
  expect(failureOf(denied, about, context())).toMatchObject({
    needs: "secretsmanager:GetSecretValue on prod/db",
    message: "access denied by aws-secrets-manager",
  });
});

test.each([
  [{ "retry-after": "2" }, 2_000],
  [{ "x-amz-retry-after": "350" }, 350],
  [{ "retry-after": "soon" }, undefined],
  [{}, undefined],
])("waits as %o says", (headers, waitMs) => {
  const error = { name: "ThrottlingException", $response: { headers } };
  expect(failureOf(error, about, context()).retryAfterMs).toBe(waitMs);
});

test("waits until the date that an answer gives", () => {
  const headers = { "retry-after": new Date(Date.now() + 60_000).toUTCString() };
  const error = { name: "ThrottlingException", $response: { headers } };
  expect(failureOf(error, about, context()).retryAfterMs).toBeGreaterThan(55_000);
});

test.each([
  [undefined, 5_000, "aborted"],
  [new DOMException("", "TimeoutError"), 5_000, "timeout"],
  [undefined, -1, "timeout"],
])("a signal that was aborted with %s, %i ms before the deadline: %s", (reason, leftMs, expected) => {
  const signal = AbortSignal.abort(reason);
  const error = failureOf(new Error("x"), about, context({ signal, deadlineMs: Date.now() + leftMs }));
  expect(error.reason).toBe(expected);
  expect(error.fix?.includes("NAT gateway or a VPC endpoint") ?? false).toBe(expected === "timeout");
});

test("whatever an error holds, a SourceError shows none of it", () => {
  const anywhere = fc.record(
    {
      name: fc.constantFrom("ValidationException", "InvalidRequestException", "SyntaxError", `${CANARY} `, 5),
      message: fc.constantFrom(
        CANARY,
        `KMS ${CANARY}`,
        `${CANARY} secret value for staging label: AWSCURRENT`,
        {},
      ),
      code: fc.constantFrom(CANARY, `${CANARY} `, 7, null),
      $metadata: fc.record({
        httpStatusCode: fc.constantFrom(200, 400, 503),
        requestId: fc.constant(CANARY),
      }),
      $response: fc.record({
        headers: fc.constant({ "retry-after": CANARY, "x-amz-retry-after": CANARY, authorization: CANARY }),
        body: fc.constant(CANARY),
      }),
      input: fc.constant(CANARY),
    },
    { requiredKeys: [] },
  );
  const property = fc.property(anywhere, ({ code, ...fields }) => {
    // Core keeps a cause's code where it looks like one; that is its rule, and tested there.
    const error = failureOf({ ...fields, ...(code !== CANARY && { code }) }, about, context());
    expect(error).toBeInstanceOf(SourceError);
    expect(inspect(error, { showHidden: true, depth: 9 }) + JSON.stringify(error)).not.toContain(CANARY);
  });
  fc.assert(property);
});

test("an answer that is too long says what is allowed", () => {
  expect(failureOf(new LongAnswerError(), about, context())).toMatchObject({
    reason: "too-large",
    ref: about.ref,
    message: "too large for aws-secrets-manager: the answer has more than 16777216 bytes",
  });
  const { ref: _, ...nameOnly } = about;
  expect(failureOf(new LongAnswerError(), nameOnly, context()).ref).toBe("prod/db");
  expect(failureOf({ name: "Throttling" }, nameOnly, context()).ref).toBe("prod/db");
});

test("a wait of no time is one, and of less is none", () => {
  const waitOf = (text: string) =>
    failureOf({ name: "Throttling", $response: { headers: { "x-amz-retry-after": text } } }, about, context())
      .retryAfterMs;
  expect([waitOf("0"), waitOf("-1"), waitOf("soon")]).toEqual([0, undefined, undefined]);
});
