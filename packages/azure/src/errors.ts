import {
  type CallContext,
  endReason,
  reasonText,
  retryAfterMs,
  SourceError,
  type SourceErrorReason,
} from "@confide/core/adapter";

import { type Known, knownFault } from "./known-faults.ts";
import { KIND } from "./names.ts";

/** What was being done when a call failed. */
export interface Attempt {
  /** As it was asked for: `database?version=…`. */
  readonly ref: string;
  readonly context: Pick<CallContext, "signal" | "deadlineMs">;
  /** `https://shop.vault.azure.net`. */
  readonly vault: string;
  /** The secret's own name; none for a list. */
  readonly name?: string;
  /** The role or permission that lets a caller do it. */
  readonly needs: string;
}

/** A failed call in the shared vocabulary. Of Key Vault's error only status, codes and `Retry-After` are looked at. */
export function failureOf(error: unknown, attempt: Attempt): SourceError {
  if (error instanceof SourceError) return error;
  const ended = endReason(attempt.context);
  const { reason, detail, fix }: Known = ended
    ? { reason: ended }
    : (knownFault(error, attempt.vault) ?? plainFault(error));
  return new SourceError({
    reason,
    message: detail === undefined ? reasonText(reason, KIND) : `${reasonText(reason, KIND)}: ${detail}`,
    fix,
    store: KIND,
    ref: attempt.ref,
    retryAfterMs: retryAfterMs(headerOf(error)),
    needs: reason === "denied" ? needsOf(innerCodeOf(error), attempt) : undefined,
    cause: error,
  });
}

function plainFault(error: unknown): Known {
  const reason = reasonOf(error);
  return reason === "unknown" ? UNKNOWN : { reason };
}

/** A credential of somebody's own may throw anything. */
const UNKNOWN: Known = {
  reason: "unknown",
  detail: "the client failed in a way that isn't known here: its class and code are in the cause",
  fix: 'try the credential by itself: await credential.getToken("https://vault.azure.net/.default")',
};

export function failed(reason: SourceErrorReason, ref: string, message: string): SourceError {
  return new SourceError({ reason, message, store: KIND, ref });
}

export function isMissing(error: unknown): boolean {
  return reasonOf(error) === "not-found";
}

export function isDisabled(error: unknown): boolean {
  return reasonOf(error) === "disabled";
}

/** What the client throws, as far as it is looked at. */
interface RestError {
  readonly name?: unknown;
  readonly code?: unknown;
  readonly statusCode?: unknown;
  readonly details?: {
    readonly error?: { readonly code?: unknown; readonly innerError?: { code?: unknown } };
  };
  readonly response?: { readonly headers?: { get(name: string): string | undefined } };
}

function reasonOf(error: unknown): SourceErrorReason {
  if (error instanceof SourceError) return error.reason;
  const { name, code, statusCode } = (error ?? {}) as RestError;
  if (name === "AbortError") return "timeout"; // of the client's own timer
  if (typeof statusCode === "number") return reasonOfStatus(statusCode, error);
  if (typeof name === "string" && SIGN_IN.test(name)) return "unauthenticated";
  if (typeof code !== "string") return "unknown";
  if (code.startsWith("HPE_")) return "malformed"; // as Node's HTTP parser says it
  return NETWORK.test(code) ? "unavailable" : "unknown";
}

/** As `@azure/identity` names its errors. */
const SIGN_IN = /^(?:CredentialUnavailable|(?:Aggregate)?Authentication(?:Required)?)Error$/;
/** `PARSE_ERROR` without a status: the connection ended within the answer. */
const NETWORK =
  /^(?:REQUEST_SEND_ERROR|PARSE_ERROR|E(?:CONN|NOTFOUND|AI_AGAIN|HOST|NET|PIPE|TIMEDOUT)[A-Z]*|UND_ERR_\w+)$/;

function reasonOfStatus(status: number, error: unknown): SourceErrorReason {
  // A redirect is none of Key Vault's, and is not followed: the token would go along.
  if (status >= 500 || (status >= 300 && status < 400)) return "unavailable";
  if (status < 300) return "malformed";
  switch (status) {
    case 403:
      return innerCodeOf(error) === "SecretDisabled" ? "disabled" : "denied";
    case 404:
      // Anything else that says 404 is no Key Vault, and must not make a secret look missing.
      return codeOf(error) === "SecretNotFound" ? "not-found" : "malformed";
    case 409:
      return innerCodeOf(error) === "ObjectIsBeingRecovered" ? "unavailable" : "conflict";
    default:
      return STATUSES.get(status) ?? "unknown";
  }
}

const STATUSES: ReadonlyMap<number, SourceErrorReason> = new Map([
  [400, "invalid-ref"],
  [401, "unauthenticated"],
  [405, "invalid-ref"],
  [408, "timeout"],
  [413, "too-large"],
  [429, "throttled"],
]);

function codeOf(error: unknown): unknown {
  return (error as RestError).details?.error?.code ?? (error as RestError).code;
}

/** `error.code` is `Forbidden` for seven things; the inner code says which. */
function innerCodeOf(error: unknown): unknown {
  return (error as RestError).details?.error?.innerError?.code;
}

/** Often it isn't there. */
function headerOf(error: unknown): string | undefined {
  return ((error ?? {}) as RestError).response?.headers?.get("retry-after");
}

/** Who is allowed by role may still be kept out by the vault's own doors. */
function needsOf(innerCode: unknown, { vault, name, needs }: Attempt): string {
  switch (innerCode) {
    case "ForbiddenByFirewall":
      return `this machine's address let through the firewall of ${vault}`;
    case "ForbiddenByConnection":
      return `a private link to ${vault}, or its public network access`;
    case "ForbiddenByPolicy":
      return `the on-behalf-of flow, which a policy of ${vault} asks for`;
    case "AccessDenied":
      return `an access policy of ${vault} with the permissions of ${needs}`;
    default:
      return `${needs} on ${vault}${name === undefined ? "" : `/secrets/${name}`}`;
  }
}
