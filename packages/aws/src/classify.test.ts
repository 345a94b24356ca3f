import { describe, expect, test } from "vitest";

import { SECRETS_MANAGER, verdictOf } from "./classify.ts";
import { CREDENTIAL_FAULTS, SIGN_IN_AGAIN, THROTTLED, UNREACHABLE } from "./fault-names.ts";
import { FIND_A_WAY } from "./transport-faults.ts";
import type { Fault } from "./verdict.ts";

const about = { action: "GetSecretValue", name: "prod/db" };
const verdict = (fault: Fault, action = about.action) =>
  verdictOf(fault, { ...about, action }, SECRETS_MANAGER);
const ofStatus = (httpStatusCode: number) => verdict({ name: "Unknown", $metadata: { httpStatusCode } });

describe("an exception", () => {
  const DELETION = "it is scheduled for deletion (aws secretsmanager restore-secret restores it)";
  const key = (action: string) => ({
    reason: "denied",
    detail: "the KMS key of the secret could not be used",
    needs: `${action} with the KMS key of prod/db, and that key enabled`,
  });
  test.each([
    ["ResourceNotFoundException", "", { reason: "not-found" }],
    [
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT",
      { reason: "not-found", detail: "the secret has no value yet" },
    ],
    [
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for staging label: AWSPENDING",
      { reason: "not-found", detail: "no such version" },
    ],
    [
      "ResourceNotFoundException",
      "Secrets Manager can't find the specified secret value for staging label: AWSCURRENT2",
      { reason: "not-found", detail: "no such version" },
    ],
    ["AccessDeniedException", "", { reason: "denied", needs: "secretsmanager:GetSecretValue on prod/db" }],
    ["AccessDenied", "", { reason: "denied", needs: "secretsmanager:GetSecretValue on prod/db" }],
    ["AccessDeniedException", "Access to KMS is not allowed", key("kms:Decrypt")],
    ["DecryptionFailure", "", key("kms:Decrypt")],
    ["EncryptionFailure", "", key("kms:GenerateDataKey")],
    ["InvalidRequestException", "it was marked for deletion.", { reason: "disabled", detail: DELETION }],
    ["InvalidRequestException", "it is scheduled for deletion.", { reason: "disabled", detail: DELETION }],
    ["InvalidRequestException", "it was marked deleted.", { reason: "disabled", detail: DELETION }],
    [
      "InvalidRequestException",
      "You can't access a secret from a different AWS account",
      {
        reason: "denied",
        detail: "a secret of another account needs a KMS key of its own",
        needs: "a customer managed KMS key for prod/db",
      },
    ],
    [
      "InvalidRequestException",
      "another",
      { reason: "unknown", detail: "AWS refuses that in the state the secret is in" },
    ],
    ["InvalidParameterException", "", { reason: "invalid-ref" }],
    ["ValidationException", "", { reason: "invalid-ref" }],
    ["ResourceExistsException", "", { reason: "conflict" }],
    ["PreconditionNotMetException", "", { reason: "conflict" }],
    ["LimitExceededException", "", { reason: "unknown", detail: "one of AWS's quotas is used up" }],
    ["InternalServiceError", "", { reason: "unavailable" }],
    ["InternalServiceErrorException", "", { reason: "unavailable" }],
    ["InternalFailure", "", { reason: "unavailable" }],
    ["ServiceUnavailable", "", { reason: "unavailable" }],
    ["ServiceUnavailableException", "", { reason: "unavailable" }],
    ["TimeoutError", "", { reason: "timeout", fix: FIND_A_WAY }],
  ])("%s, %s", (name, message, expected) => {
    expect(verdict({ name, message, $metadata: { httpStatusCode: 400 } })).toEqual(expected);
  });

  test("of a label that stands elsewhere is a conflict", () => {
    expect(verdict({ name: "InvalidParameterException" }, "UpdateSecretVersionStage")).toEqual({
      reason: "conflict",
    });
  });

  test.each([
    ["the credentials have expired", ["ExpiredTokenException", "ExpiredToken", "RequestExpired"]],
    [
      "the credentials are not accepted",
      [
        "UnrecognizedClientException",
        "InvalidClientTokenId",
        "InvalidSignatureException",
        "SignatureDoesNotMatch",
        "IncompleteSignature",
        "IncompleteSignatureException",
        "MissingAuthenticationToken",
        "MissingAuthenticationTokenException",
      ],
    ],
  ])("that says that %s is no sign-in", (detail, names) => {
    const fix = SIGN_IN_AGAIN.get(detail);
    expect(fix).toBeDefined();
    for (const name of names) expect(verdict({ name })).toEqual({ reason: "unauthenticated", detail, fix });
    expect([...CREDENTIAL_FAULTS].filter(([, each]) => each === detail)).toHaveLength(names.length);
  });

  test("that says to slow down, in each of its spellings, is throttled", () => {
    const names = [
      "ThrottlingException",
      "ThrottledException",
      "Throttling",
      "TooManyRequestsException",
      "RequestThrottled",
      "RequestThrottledException",
      "RequestLimitExceeded",
      "SlowDown",
    ];
    for (const name of names) expect(verdict({ name })).toEqual({ reason: "throttled" });
    expect(THROTTLED.size).toBe(names.length);
  });
});

test("a server that can't be reached is unavailable, with Node's code", () => {
  const codes = [
    "ECONNREFUSED",
    "ECONNRESET",
    "ECONNABORTED",
    "EPIPE",
    "ENOTFOUND",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ENETUNREACH",
    "EHOSTDOWN",
  ];
  const host = "look at the region, or at endpoint where that is set, and at the network's DNS";
  const known = new Map([
    [
      "ECONNREFUSED",
      [
        "nothing listens at that address (ECONNREFUSED)",
        "look at the address and its port, and whether a proxy is needed",
      ],
    ],
    ["ENOTFOUND", ["there is no host of that name (ENOTFOUND)", host]],
    ["EAI_AGAIN", ["there is no host of that name (EAI_AGAIN)", host]],
  ]);
  for (const code of codes) {
    const [detail, fix] = known.get(code) ?? [code];
    expect(verdict({ code })).toEqual({ reason: "unavailable", detail, fix });
  }
  expect(UNREACHABLE.size).toBe(codes.length);
  expect(verdict({ code: "ETIMEDOUT" })).toEqual({ reason: "timeout", fix: FIND_A_WAY });
});

test("what is no HTTP is malformed", () => {
  expect(verdict({ code: "HPE_INVALID_HEADER" })).toEqual({
    reason: "malformed",
    detail: "HPE_INVALID_HEADER",
  });
  expect(verdict({ code: "X_HPE_" })).toEqual({ reason: "unknown", detail: "X_HPE_", fix: LOOK_BETWEEN });
});

const LOOK_BETWEEN = "look at endpoint (AWS_ENDPOINT_URL), and whether a proxy is in between";

test("a status without an exception is a proxy's", () => {
  for (const status of [500, 599])
    expect(ofStatus(status)).toEqual({ reason: "unavailable", detail: `status ${status}` });
  expect(ofStatus(429)).toEqual({ reason: "throttled" });
  const reasons = new Map([
    [401, "unauthenticated"],
    [407, "unauthenticated"],
    [403, "denied"],
  ]);
  for (const status of [401, 403, 407, 200, 400, 402, 404, 406, 408, 428, 430, 499])
    expect(ofStatus(status)).toEqual({
      reason: reasons.get(status) ?? "malformed",
      detail: `status ${status}, from something between here and AWS`,
      fix: LOOK_BETWEEN,
    });
});

test("a code is shown where it is one of Node's by its looks", () => {
  for (const code of ["ABC", "ERR_INVALID_URL", "A".repeat(40)])
    expect(verdict({ code })).toEqual({ reason: "unknown", detail: code, fix: LOOK_BETWEEN });
  for (const code of ["AB", "A".repeat(41), "xERR", "ERRx", "ERR 1", "", 7])
    expect(verdict({ code })).toMatchObject({
      reason: "unknown",
      detail: expect.stringMatching(/isn't known here/) as string,
    });
});
