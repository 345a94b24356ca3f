import { describe, expect, onTestFinished, test, vi } from "vitest";

import { signInVerdict } from "./sign-in-faults.ts";

const CANARY = "canary-5ec2e7";

describe("what fails before there is a request", () => {
  const answered = (name: string, more: object = {}) => ({
    name,
    message: CANARY,
    $fault: "client",
    $metadata: { httpStatusCode: 400 },
    ...more,
  });

  test.each([
    "ResourceNotFoundException",
    "ParameterNotFound",
    "ValidationException",
    "InvalidRequestException",
    "AccessDeniedException",
    "NotAuthorizedException",
    "ResourceExistsException",
    "InvalidParameterException",
  ])("%s of another service is a refused sign-in", (name) => {
    const isShown = name !== "ParameterNotFound";
    expect(signInVerdict(answered(name))).toEqual({
      reason: "unauthenticated",
      detail: `the sign-in was refused${isShown ? ` (${name})` : ""}`,
      fix: "look at AWS_ROLE_ARN, at the profile, or at what the option credentials asks",
    });
  });

  test.each([
    ["AccessDenied", "unauthenticated", "the role could not be taken on"],
    ["InvalidIdentityTokenException", "unauthenticated", "the role could not be taken on"],
    ["IDPRejectedClaimException", "unauthenticated", "the role could not be taken on"],
    ["ExpiredTokenException", "unauthenticated", "the credentials have expired"],
    ["InvalidClientTokenId", "unauthenticated", "the credentials are not accepted"],
    ["RegionDisabledException", "unauthenticated", "the token service (STS) isn't activated in that region"],
    [
      "IDPCommunicationErrorException",
      "unavailable",
      "signing in: AWS could not reach the identity provider that made the token",
    ],
    ["ThrottlingException", "throttled", "signing in"],
    ["TimeoutError", "timeout", "signing in"],
  ])("%s: %s, %s", (name, reason, detail) => {
    expect(signInVerdict(answered(name))).toEqual({ reason, detail, fix: expect.any(String) as string });
  });

  test.each([
    ["a server's fault", { $fault: "server", $metadata: undefined }, "signing in: no credentials"],
    ["a 503", { $metadata: { httpStatusCode: 503 } }, "signing in: no credentials (HTTP 503)"],
    ["a 429", { $metadata: { httpStatusCode: 429 } }, "signing in: no credentials (HTTP 429)"],
  ])("%s may pass", (_, more, detail) => {
    const fix = "it may pass; else look at the endpoint that gives the credentials";
    expect(signInVerdict(answered("Unknown", more))).toEqual({ reason: "unavailable", detail, fix });
  });

  test("an expired token of a file says which file", () => {
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", "/var/run/token");
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(signInVerdict(answered("ExpiredTokenException")).fix).toMatch(/AWS_WEB_IDENTITY_TOKEN_FILE/);
  });

  test.each([
    ["ECONNREFUSED", "unavailable", "signing in: nothing listens at that address (ECONNREFUSED)"],
    ["ECONNRESET", "unavailable", "signing in: ECONNRESET"],
    [
      "SELF_SIGNED_CERT_IN_CHAIN",
      "unknown",
      "signing in: its certificate is of an authority that this machine doesn't trust (SELF_SIGNED_CERT_IN_CHAIN)",
    ],
  ])("%s of its network: %s", (code, reason, detail) => {
    const fix = expect.any(String) as string;
    expect(signInVerdict({ name: "Error", code })).toEqual({ reason, detail, fix });
  });

  test.each([
    ["Region is missing", "no region is set: give region, AWS_REGION, or a profile that has one"],
    [
      `Region not accepted: region="${CANARY} 1" is not a valid hostname component.`,
      "region is not one of AWS's",
    ],
    ["Invalid URL", "an address is not a URL (ERR_INVALID_URL)"],
    [CANARY, "the sign-in, or the client itself, failed before a call was made"],
    ["", "the sign-in, or the client itself, failed before a call was made"],
  ])("%s", (message, detail) => {
    const fix = expect.any(String) as string;
    expect(signInVerdict({ name: "Error", message })).toEqual({ reason: "unknown", detail, fix });
  });

  test("credentials that are none", () => {
    expect(signInVerdict({ name: "Error", message: "Resolved credential object is not valid" })).toEqual({
      reason: "unauthenticated",
      detail: "the credentials are not accepted",
      fix: "look at the option credentials: accessKeyId and secretAccessKey are texts",
    });
  });
});

describe("a file that the sign-in needs", () => {
  test.each([
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "ENOENT", "is not there"],
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "ENAMETOOLONG", "is not there"],
    ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "ENOENT", "is not there"],
    ["AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE", "EACCES", "can't be read"],
    ["AWS_WEB_IDENTITY_TOKEN_FILE", "EISDIR", "is a folder"],
  ])("of %s, %s", (variable, code, what) => {
    vi.stubEnv(variable, CANARY);
    onTestFinished(() => void vi.unstubAllEnvs());
    expect(signInVerdict({ name: "Error", code, path: CANARY })).toEqual({
      reason: "unauthenticated",
      detail: `the file of ${variable} ${what}`,
      fix: expect.stringMatching(/^look at that variable/) as string,
    });
  });

  test("of the profile", () => {
    expect(signInVerdict({ name: "Error", code: "ENOENT", path: CANARY })).toEqual({
      reason: "unauthenticated",
      detail: "a file that the sign-in needs is not there",
      fix: "look at web_identity_token_file of the profile, or at what the option credentials reads",
    });
  });
});
