import type { SourceError } from "@confide/core/adapter";

import type { Verdict } from "./verdict.ts";

const NOT_SIGNED_UP: Verdict = {
  reason: "denied",
  detail: "the account isn't signed up for this service, or for that region",
  fix: "look at the region, and in the account's settings whether that region is enabled",
};

/** Of an emulator, or of what else stands in AWS's place. */
export const UNKNOWN_CALL: Verdict = {
  reason: "unknown",
  detail: "what answers there doesn't know that call",
  fix: "look at endpoint (AWS_ENDPOINT_URL): an emulator may not have all of AWS",
};

/** Whether a call has failed by that. */
export function isUnknownCall({ message }: SourceError): boolean {
  return message.endsWith(`: ${UNKNOWN_CALL.detail}`);
}

/** What each of AWS's services may answer, and none of its own exceptions says. */
export const COMMON_FAULTS: ReadonlyMap<string, Verdict> = new Map([
  ["OptInRequired", NOT_SIGNED_UP],
  ["SubscriptionRequiredException", NOT_SIGNED_UP],
  ["UnknownOperationException", UNKNOWN_CALL],
  ["UnknownOperation", UNKNOWN_CALL],
  ["InvalidAction", UNKNOWN_CALL],
  ["NotImplemented", UNKNOWN_CALL],
  ["NotImplementedException", UNKNOWN_CALL],
  ["RequestTimeoutException", { reason: "unavailable" }],
]);

/**
 * Which policy a denial comes from, where that is another one than the identity's own: the own one may allow all that
 * `confide policy` prints.
 */
export function denyingPolicy(message: string): Pick<Verdict, "detail" | "fix"> {
  const [, how = "", kind] = POLICY.exec(message) ?? [];
  if (kind === undefined || `${how} ${kind}` === "because no identity-based policy") return {};
  const isDenial = how !== "because no";
  return {
    detail: isDenial ? `the ${kind} denies it` : `no ${kind} allows it`,
    fix: isDenial
      ? `look at that ${kind}: no other can allow what it denies`
      : `a ${kind} has to allow it too`,
  };
}

const POLICY =
  /(because no|with an explicit deny in an?) (VPC endpoint policy|service control policy|resource control policy|permissions boundary|session policy|resource-based policy|identity-based policy)/;
