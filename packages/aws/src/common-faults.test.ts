import { describe, expect, test } from "vitest";

import { SECRETS_MANAGER, verdictOf } from "./classify.ts";
import { PARAMETER_STORE } from "./parameters/parameter-faults.ts";

const CANARY = "canary-5ec2e7";
const about = { action: "GetX", name: "prod/db" };
const stores = [SECRETS_MANAGER, PARAMETER_STORE];

describe("what any of AWS's services may answer", () => {
  const notSignedUp = {
    reason: "denied",
    detail: "the account isn't signed up for this service, or for that region",
    fix: "look at the region, and in the account's settings whether that region is enabled",
  };
  const unknownCall = {
    reason: "unknown",
    detail: "what answers there doesn't know that call",
    fix: "look at endpoint (AWS_ENDPOINT_URL): an emulator may not have all of AWS",
  };
  const lookUp = "look it up among the errors of that action in AWS's reference";
  test.each([
    ["OptInRequired", 403, notSignedUp],
    ["SubscriptionRequiredException", 400, notSignedUp],
    ["UnknownOperationException", 400, unknownCall],
    ["InvalidAction", 400, unknownCall],
    ["InternalFailure", 501, unknownCall],
    ["NotImplemented", 501, unknownCall],
    ["RequestTimeoutException", 400, { reason: "unavailable" }],
    ["NewException", 400, { reason: "unknown", detail: "AWS answered with NewException (status 400)", fix: lookUp }],
    [CANARY, 400, { reason: "unknown", detail: "AWS answered with an exception that isn't known here (status 400)", fix: lookUp }],
    ["NewException", 500, { reason: "unavailable", detail: "status 500" }],
  ])("%s, status %i", (name, httpStatusCode, expected) => {
    for (const service of stores) {
      const fault = { name, message: CANARY, $fault: "client", $metadata: { httpStatusCode } };
      expect(verdictOf(fault, about, service)).toEqual(expected);
    }
  }); // prettier-ignore

  test("a type of parameter that AWS has given up", () => {
    const fault = { name: "UnsupportedParameterType", $fault: "client", $metadata: { httpStatusCode: 400 } };
    expect(verdictOf(fault, about, PARAMETER_STORE)).toEqual({
      reason: "unknown",
      detail: "AWS doesn't support the parameter's type: make it anew as a SecureString",
    });
  });
});

describe("a denial", () => {
  const user = `User: arn:aws:iam::111111111111:user/${CANARY} is not authorized to perform: x on resource: y`;
  test.each([
    ["because no identity-based policy allows the x action", undefined, undefined],
    ["", undefined, undefined],
    ["because no VPC endpoint policy allows the x action", "no VPC endpoint policy allows it", "a VPC endpoint policy has to allow it too"],
    ["because no permissions boundary allows the x action", "no permissions boundary allows it", "a permissions boundary has to allow it too"],
    ["because no session policy allows the x action", "no session policy allows it", "a session policy has to allow it too"],
    ["because no resource-based policy allows the x action", "no resource-based policy allows it", "a resource-based policy has to allow it too"],
    ["with an explicit deny in a service control policy", "the service control policy denies it", "look at that service control policy: no other can allow what it denies"],
    ["with an explicit deny in an identity-based policy: arn:…", "the identity-based policy denies it", "look at that identity-based policy: no other can allow what it denies"],
  ])("%s", (words, detail, fix) => {
    for (const service of stores)
      expect(
        verdictOf({ name: "AccessDeniedException", message: `${user} ${words}` }, about, service),
      ).toEqual({
        reason: "denied",
        needs: expect.stringMatching(/^(?:secretsmanager|ssm):GetX on prod\/db$/) as string,
        ...(detail !== undefined && { detail, fix }),
      });
  }); // prettier-ignore
});
