import {
  CREDENTIAL_FAULTS,
  EXPIRED,
  NO_CREDENTIALS,
  NO_ROLE,
  NOT_ACCEPTED,
  SIGN_IN_AGAIN,
} from "./fault-names.ts";
import { type Met, noCredentials, PATIENCE } from "./no-credentials.ts";
import { transportVerdict } from "./transport-faults.ts";
import { type Fault, textOf, type Verdict } from "./verdict.ts";

/**
 * What failed before there was a request: the search for credentials, or the client's own settings. No name of an exception is
 * the store's service's here. Of the SDK's words, and of what the environment holds, nothing is shown but the name of a profile
 * that is there.
 */
export function signInVerdict(fault: Fault, met: Met = []): Verdict {
  const [name, message] = [textOf(fault.name), textOf(fault.message)];
  const transport = transportVerdict(fault);
  if (transport) return { ...transport, detail: signingIn(transport.detail), fix: transport.fix ?? PATIENCE };
  return (
    missingFile(fault) ??
    CLIENT_FAULTS.find(({ words }) => words.test(message))?.verdict ??
    credentialFault(name) ??
    (NO_CREDENTIALS.has(name) ? noCredentials(message, met) : undefined) ??
    refusal(name, fault) ?? { reason: "unknown", detail: UNKNOWN, fix: LOOK }
  );
}

/** The clock needs no such word: it is this machine's, whoever says so. */
function signingIn(detail: string | undefined): string {
  if (detail?.startsWith("this machine") === true) return detail;
  return detail === undefined ? "signing in" : `signing in: ${detail}`;
}

const UNKNOWN = "the sign-in, or the client itself, failed before a call was made";
const LOOK =
  "look at the options credentials and client; aws sts get-caller-identity says whether the SDK's own sign-in works";

/** Files are named by the variable that holds their path: a token may stand in the path's place. */
function missingFile({ code, path }: Fault): Verdict | undefined {
  const what = FILE_FAULTS.get(textOf(code));
  if (what === undefined) return undefined;
  const [variable, fix] =
    TOKEN_FILES.find(([each]) => path !== undefined && process.env[each] === path) ?? [];
  if (variable === undefined)
    return {
      reason: "unauthenticated",
      detail: `a file that the sign-in needs ${what}`,
      fix: "look at web_identity_token_file of the profile, or at what the option credentials reads",
    };
  return { reason: "unauthenticated", detail: `the file of ${variable} ${what}`, fix };
}

const FILE_FAULTS: ReadonlyMap<string, string> = new Map([
  ["ENOENT", "is not there"],
  ["ENOTDIR", "is not there"],
  ["ENAMETOOLONG", "is not there"],
  ["EISDIR", "is a folder"],
  ["EACCES", "can't be read"],
  ["EPERM", "can't be read"],
]);

const TOKEN_FILES: readonly (readonly [variable: string, fix: string])[] = [
  [
    "AWS_WEB_IDENTITY_TOKEN_FILE",
    "look at that variable, and whether the pod has a service account with a role",
  ],
  [
    "AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE",
    "look at that variable, and whether the service account has a pod identity association",
  ],
];

/** What the SDK says of its own settings, and Node of an address. */
const CLIENT_FAULTS: readonly { readonly words: RegExp; readonly verdict: Verdict }[] = [
  {
    words: /^Region is missing/,
    verdict: {
      reason: "unknown",
      detail: "no region is set: give region, AWS_REGION, or a profile that has one",
      fix: "set AWS_REGION, or the option region",
    },
  },
  {
    words: /^Region not accepted/,
    verdict: {
      reason: "unknown",
      detail: "region is not one of AWS's",
      fix: "look at the option region, at AWS_REGION, and at the region of the profile",
    },
  },
  {
    words: /^Invalid URL/,
    verdict: {
      reason: "unknown",
      detail: "an address is not a URL (ERR_INVALID_URL)",
      fix: "look at AWS_ENDPOINT_URL, and at AWS_CONTAINER_CREDENTIALS_FULL_URI",
    },
  },
  {
    words: /^Resolved credential object is not valid/,
    verdict: {
      reason: "unauthenticated",
      detail: NOT_ACCEPTED,
      fix: "look at the option credentials: accessKeyId and secretAccessKey are texts",
    },
  },
];

/** An exception of AWS's token service, by its name. */
function credentialFault(name: string): Verdict | undefined {
  const detail = CREDENTIAL_FAULTS.get(name) ?? (ROLE_FAULTS.has(name) ? NO_ROLE : undefined);
  if (detail === undefined) return TOKEN_SERVICE_FAULTS.get(name);
  const isOfFile = detail === EXPIRED && process.env["AWS_WEB_IDENTITY_TOKEN_FILE"] !== undefined;
  return { reason: "unauthenticated", detail, fix: isOfFile ? RENEW_FILE : SIGN_IN_AGAIN.get(detail) };
}

const RENEW_FILE =
  "look at whether the file of AWS_WEB_IDENTITY_TOKEN_FILE is renewed, and at this machine's clock";

const ROLE_FAULTS: ReadonlySet<string> = new Set([
  "AccessDenied",
  "InvalidIdentityToken",
  "InvalidIdentityTokenException",
  "IDPRejectedClaim",
  "IDPRejectedClaimException",
]);

const NO_ISSUER: Verdict = {
  reason: "unavailable",
  detail: "signing in: AWS could not reach the identity provider that made the token",
  fix: "it may pass; else look at whether the issuer's address can be reached from the internet",
};

const NO_STS: Verdict = {
  reason: "unauthenticated",
  detail: "the token service (STS) isn't activated in that region",
  fix: "activate it in the account's settings of IAM, or take another region",
};

const TOKEN_SERVICE_FAULTS: ReadonlyMap<string, Verdict> = new Map([
  ["IDPCommunicationError", NO_ISSUER],
  ["IDPCommunicationErrorException", NO_ISSUER],
  ["RegionDisabledException", NO_STS],
]);

/** Any other exception: of STS, of Cognito, of what the option `credentials` asks. */
function refusal(name: string, { $fault, $metadata }: Fault): Verdict | undefined {
  const status = $metadata?.httpStatusCode;
  if (status === undefined && $fault === undefined) return undefined;
  if ($fault === "server" || (status !== undefined && (status >= 500 || status === 429)))
    return {
      reason: "unavailable",
      detail: `signing in: no credentials${status === undefined ? "" : ` (HTTP ${status})`}`,
      fix: PATIENCE,
    };
  return {
    reason: "unauthenticated",
    detail: `the sign-in was refused${isPlainException(name) ? ` (${name})` : ""}`,
    fix: "look at AWS_ROLE_ARN, at the profile, or at what the option credentials asks",
  };
}

function isPlainException(name: string): boolean {
  return /^[A-Z][A-Za-z]{2,60}(?:Exception|Error)$/.test(name);
}
