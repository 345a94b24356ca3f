import type { AwsService, Judge } from "../classify.ts";
import { denyingPolicy } from "../common-faults.ts";
import type { Verdict } from "../verdict.ts";

export const PARAMETERS = "aws-parameter-store";

const parameterFaults: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["ParameterNotFound", () => ({ reason: "not-found" })],
  ["ParameterVersionNotFound", () => ({ reason: "not-found", detail: "no such version" })],
  ["InvalidResourceId", () => ({ reason: "not-found" })],
  ["AccessDeniedException", parameterDenied],
  ["AccessDenied", parameterDenied], // as some emulators say it
  ["UnsupportedParameterType", () => ({ reason: "unknown", detail: TYPE })],
  ["InvalidKeyId", (_, { name }) => keyUnusable(name)],
  ["ParameterAlreadyExists", () => ({ reason: "conflict" })],
  ["TooManyUpdates", () => ({ reason: "throttled" })], // of one parameter at once
  ["ValidationException", () => ({ reason: "invalid-ref" })],
  ["ParameterPatternMismatchException", () => ({ reason: "unknown", detail: PATTERN })],
  ["ParameterMaxVersionLimitExceeded", () => ({ reason: "unknown", detail: LABELLED })],
  ["ParameterLimitExceeded", () => ({ reason: "unknown", detail: QUOTA })],
  ["HierarchyLevelLimitExceededException", () => ({ reason: "invalid-ref", detail: LEVELS })],
  ["InternalServerError", () => ({ reason: "unavailable" })],
  ["InternalFailure", () => ({ reason: "unavailable" })],
  ["ServiceUnavailable", () => ({ reason: "unavailable" })],
]);

export const PARAMETER_STORE: AwsService = { kind: PARAMETERS, named: parameterFaults };

/** The key's refusals come as denials too, in words of KMS's. */
function parameterDenied(message: string, { action, name }: { action: string; name: string }): Verdict {
  if (/customer master key|KMS|kms:/.test(message)) return keyUnusable(name);
  return { reason: "denied", needs: `ssm:${action} on ${name}`, ...denyingPolicy(message) };
}

function keyUnusable(name: string): Verdict {
  return {
    reason: "denied",
    detail: "the KMS key of the parameter could not be used",
    needs: `kms:Decrypt with the KMS key of ${name}, and that key enabled`,
  };
}

const TYPE = "AWS doesn't support the parameter's type: make it anew as a SecureString";
const PATTERN = "the value doesn't match the parameter's allowed pattern";
const LABELLED = "it has 100 versions, and the oldest has a label: move that to a newer one";
const QUOTA = "one of AWS's quotas is used up";
const LEVELS = "a name has at most 15 levels";
