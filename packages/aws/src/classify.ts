import { cleanCause } from "@confide/core/adapter";

import { COMMON_FAULTS, denyingPolicy, UNKNOWN_CALL } from "./common-faults.ts";
import { CREDENTIAL_FAULTS, SIGN_IN_AGAIN } from "./fault-names.ts";
import { transportVerdict } from "./transport-faults.ts";
import { type Fault, textOf, type Verdict } from "./verdict.ts";

export const KIND = "aws-secrets-manager";

/** One of AWS's services, and what its exceptions mean. */
export interface AwsService {
  /** The store's name. */
  readonly kind: string;
  readonly named: ReadonlyMap<string, Judge>;
}

/** Which call a failure is of. */
export interface About {
  /** As IAM calls it: `GetSecretValue`. */
  readonly action: string;
  /** The secret's name; `*` for an action that IAM doesn't tie to a secret. */
  readonly name: string;
  /**
   * The secrets' names, where the call is of several.
   *
   * @default the name
   */
  readonly names?: readonly string[];
  /** What a SourceError shows, where it is more than the name: `prod/db?version=AWSPREVIOUS`. */
  readonly ref?: string;
  /** Where was asked, where that is known. */
  readonly region?: string | undefined;
}

/** AWS answers nearly every failure with status 400, so the exception's name comes first. */
export function verdictOf(fault: Fault, about: About, { named: judges }: AwsService): Verdict {
  const [name, message] = [textOf(fault.name), textOf(fault.message)];
  const transport = transportVerdict(fault);
  if (transport) return transport;
  const credentials = CREDENTIAL_FAULTS.get(name);
  if (credentials !== undefined)
    return { reason: "unauthenticated", detail: credentials, fix: SIGN_IN_AGAIN.get(credentials) };
  const named = judges.get(name)?.(message, about) ?? COMMON_FAULTS.get(name);
  const status = fault.$metadata?.httpStatusCode;
  if (status === 501) return UNKNOWN_CALL;
  if (named) return named;
  if (status !== undefined) return verdictOfStatus(status, exceptionIn(fault));
  // Node's codes are in capitals: ERR_INVALID_URL. Any other code may be somebody else's text.
  const code = textOf(fault.code);
  const isCode = /^[A-Z_]{3,40}$/.test(code);
  return { reason: "unknown", detail: isCode ? code : CLIENT_FAILED, fix: isCode ? LOOK_BETWEEN : undefined };
}

const CLIENT_FAILED = "the client failed in a way that isn't known here: its class and code are in the cause";
const LOOK_BETWEEN = "look at endpoint (AWS_ENDPOINT_URL), and whether a proxy is in between";

/** An exception that this package doesn't know. A proxy's answer has none. */
function exceptionIn(fault: Fault): string | undefined {
  const name = textOf(fault.name);
  if (fault.$fault === undefined || name === "Unknown" || name === "UnknownError") return undefined;
  const known = cleanCause(fault).name;
  return known === "Error" ? "an exception that isn't known here" : known;
}

/** An answer without one of AWS's exceptions is a proxy's. Not even its 404 says that there is no such secret. */
function verdictOfStatus(status: number, exception: string | undefined): Verdict {
  if (status >= 500) return { reason: "unavailable", detail: `status ${status}` };
  if (status === 429) return { reason: "throttled" };
  if (exception !== undefined)
    return {
      reason: "unknown",
      detail: `AWS answered with ${exception} (status ${status})`,
      fix: "look it up among the errors of that action in AWS's reference",
    };
  const between = { detail: `status ${status}, from something between here and AWS`, fix: LOOK_BETWEEN };
  if (status === 401 || status === 407) return { reason: "unauthenticated", ...between };
  if (status === 403) return { reason: "denied", ...between };
  return { reason: "malformed", ...between };
}

/** What an exception means, by its text and the call. */
export type Judge = (message: string, about: About) => Verdict;

const named: ReadonlyMap<string, Judge> = new Map<string, Judge>([
  ["ResourceNotFoundException", notFound],
  ["AccessDeniedException", denied],
  ["AccessDenied", denied], // as some emulators say it
  ["InvalidRequestException", invalidRequest],
  ["InvalidParameterException", invalidParameter],
  ["ValidationException", () => ({ reason: "invalid-ref" })],
  ["ResourceExistsException", () => ({ reason: "conflict" })],
  ["PreconditionNotMetException", () => ({ reason: "conflict" })],
  ["LimitExceededException", () => ({ reason: "unknown", detail: "one of AWS's quotas is used up" })],
  // The key is disabled, deleted or unreachable. As with a denial, the person who grants access can fix it.
  ["DecryptionFailure", (_, { name }) => keyDenied("kms:Decrypt", name)],
  ["EncryptionFailure", (_, { name }) => keyDenied("kms:GenerateDataKey", name)],
  ["InternalServiceError", () => ({ reason: "unavailable" })],
  ["InternalServiceErrorException", () => ({ reason: "unavailable" })],
  ["InternalFailure", () => ({ reason: "unavailable" })],
  ["ServiceUnavailable", () => ({ reason: "unavailable" })],
  ["ServiceUnavailableException", () => ({ reason: "unavailable" })],
]);

export const SECRETS_MANAGER: AwsService = { kind: KIND, named };

/** AWS has one exception for four things that don't exist; only the message says which. */
function notFound(message: string, { region }: About): Verdict {
  if (message.endsWith("secret value for staging label: AWSCURRENT"))
    return { reason: "not-found", detail: "the secret has no value yet" };
  if (message.includes("secret value for")) return { reason: "not-found", detail: "no such version" };
  return { reason: "not-found", detail: region === undefined ? undefined : `there is none in ${region}` };
}

function denied(message: string, { action, name }: About): Verdict {
  if (message.includes("KMS")) return keyDenied("kms:Decrypt", name);
  return { reason: "denied", needs: `secretsmanager:${action} on ${name}`, ...denyingPolicy(message) };
}

function keyDenied(action: string, name: string): Verdict {
  return {
    reason: "denied",
    detail: "the KMS key of the secret could not be used",
    needs: `${action} with the KMS key of ${name}, and that key enabled`,
  };
}

/** A move of a label fails with this if the label is on another version than the call named. */
function invalidParameter(_: string, { action }: About): Verdict {
  return { reason: action === "UpdateSecretVersionStage" ? "conflict" : "invalid-ref" };
}

/** Everything about deletion, and what has no exception of its own. */
function invalidRequest(message: string, { name }: About): Verdict {
  if (/(?:marked|scheduled) for deletion|marked deleted/.test(message))
    return { reason: "disabled", detail: DELETION };
  if (message.includes("different AWS account"))
    return {
      reason: "denied",
      detail: "a secret of another account needs a KMS key of its own",
      needs: `a customer managed KMS key for ${name}`,
    };
  return { reason: "unknown", detail: "AWS refuses that in the state the secret is in" };
}

const DELETION = "it is scheduled for deletion (aws secretsmanager restore-secret restores it)";
