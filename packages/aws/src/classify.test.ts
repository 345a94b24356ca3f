import { describe, expect, test } from "vitest";

import { SECRETS_MANAGER, verdictOf } from "./classify.ts";
import { CREDENTIAL_FAULTS, SIGN_IN_AGAIN, THROTTLED, UNREACHABLE } from "./fault-names.ts";
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
    ["TimeoutError", "", { reason: "timeout" }],
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
  const host = "look at the name in the address, and at the network's DNS";
  const fixes = new Map([
    ["ECONNREFUSED", "look at the address and its port, and whether a proxy is needed"],
    ["ENOTFOUND", host],
    ["EAI_AGAIN", host],
  ]);
  for (const code of codes)
    expect(verdict({ code })).toEqual({ reason: "unavailable", detail: code, fix: fixes.get(code) });
  expect(UNREACHABLE.size).toBe(codes.length);
  expect(verdict({ code: "ETIMEDOUT" })).toEqual({ reason: "timeout" });
});

test("what is no HTTP is malformed", () => {
  expect(verdict({ code: "HPE_INVALID_HEADER" })).toEqual({
    reason: "malformed",
    detail: "HPE_INVALID_HEADER",
  });
  expect(verdict({ code: "X_HPE_" })).toEqual({ reason: "unknown", detail: "X_HPE_" });
});

test("a status without an exception is a proxy's", () => {
  for (const status of [500, 599])
    expect(ofStatus(status)).toEqual({ reason: "unavailable", detail: `status ${status}` });
  expect(ofStatus(429)).toEqual({ reason: "throttled" });
  for (const status of [401, 407])
    expect(ofStatus(status)).toEqual({ reason: "unauthenticated", detail: `status ${status}` });
  expect(ofStatus(403)).toEqual({
    reason: "denied",
    detail: "status 403, from something between here and AWS",
  });
  for (const status of [200, 400, 402, 404, 406, 408, 428, 430, 499])
    expect(ofStatus(status)).toEqual({ reason: "malformed", detail: `status ${status}` });
});

test("a code is shown where it is one of Node's by its looks", () => {
  for (const code of ["ABC", "ERR_INVALID_URL", "A".repeat(40)])
    expect(verdict({ code })).toEqual({ reason: "unknown", detail: code });
  for (const code of ["AB", "A".repeat(41), "xERR", "ERRx", "ERR 1", "", 7])
    expect(verdict({ code })).toEqual({ reason: "unknown", detail: undefined });
});
