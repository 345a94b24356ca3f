import {
  type CallContext,
  endReason,
  networkFault,
  reasonText,
  SourceError,
  type SourceErrorReason,
} from "@confide/core/adapter";

import { KIND } from "./names.ts";
import { networkVerdict, NOT_ACCEPTED, signInFault } from "./sign-in-faults.ts";

/** What was being done when a call failed. */
export interface Attempt {
  /** As it was asked for: `database?version=3`. */
  readonly ref: string;
  /** `projects/shop/secrets/database`. */
  readonly resource: string;
  /** A role or permission that lets a caller do it. */
  readonly needs: string;
  readonly context: Pick<CallContext, "signal" | "deadlineMs">;
}

/** A failed call in the shared vocabulary. It reads only the code and fixed words of Google's error. */
export function failureOf(error: unknown, { ref, resource, needs, context }: Attempt): SourceError {
  if (error instanceof SourceError) return error;
  const ended = endReason(context);
  if (ended) return failed(ended, ref, error);
  const { reason, detail, fix } = judged(error);
  const needed = reason === "denied" ? needsOf(error, resource, needs) : undefined;
  return failed(reason, ref, error, { needs: needed, detail, fix });
}

interface Details {
  readonly needs?: string | undefined;
  readonly detail?: string | undefined;
  readonly fix?: string | undefined;
}

export function failed(
  reason: SourceErrorReason,
  ref: string,
  cause: unknown,
  { needs, detail, fix }: Details = {},
): SourceError {
  const message = detail === undefined ? reasonText(reason, KIND) : `${reasonText(reason, KIND)}: ${detail}`;
  return new SourceError({ reason, message, store: KIND, ref, needs, fix, cause });
}

export function malformed(ref: string, what: string): SourceError {
  return new SourceError({ reason: "malformed", message: `${KIND} answered ${what}`, store: KIND, ref });
}

export function conflict(ref: string, what: string): SourceError {
  return new SourceError({ reason: "conflict", message: `${ref} ${what}`, store: KIND, ref });
}

/** gRPC's codes, which the client uses over REST too. */
export const Code = {
  invalidArgument: 3,
  notFound: 5,
  alreadyExists: 6,
  permissionDenied: 7,
  resourceExhausted: 8,
  failedPrecondition: 9,
  aborted: 10,
  internal: 13,
  unavailable: 14,
  unauthenticated: 16,
} as const;

export function codeOf(error: unknown): number | undefined {
  const code = error instanceof Error ? (error as { code?: unknown }).code : undefined;
  return typeof code === "number" ? code : undefined;
}

/** What came in the error's text, for comparing it with fixed words; it is never shown. */
export function textOf(error: unknown): string {
  return error instanceof Error ? error.message : "";
}

const REASONS: ReadonlyMap<number, SourceErrorReason> = new Map([
  [1, "aborted"],
  [Code.invalidArgument, "invalid-ref"],
  [4, "timeout"],
  [Code.notFound, "not-found"],
  [Code.alreadyExists, "conflict"],
  [Code.permissionDenied, "denied"],
  [Code.resourceExhausted, "throttled"],
  [Code.failedPrecondition, "conflict"],
  [Code.aborted, "conflict"], // a stale etag has been seen as this and as the one above
  [12, "malformed"], // what answers is no Secret Manager
  [Code.internal, "unavailable"],
  [Code.unavailable, "unavailable"],
  [15, "malformed"],
]);

interface Judged {
  readonly reason: SourceErrorReason;
  readonly detail?: string;
  readonly fix?: string | undefined;
}

function judged(error: unknown): Judged {
  const code = codeOf(error);
  // Half an answer is an internal error too, but of the client.
  if (code === Code.internal && /pars|deserializ/i.test(textOf(error))) return { reason: "malformed" };
  // So is one of a quota that is none of Google's: the answer was longer than the client takes.
  if (code === Code.resourceExhausted && /size larger than|message larger than/i.test(textOf(error)))
    return { reason: "too-large" };
  const network = code === undefined || code === Code.unavailable ? networkFault(error) : undefined;
  if (network) return networkVerdict(network);
  const signIn = signInFault(error, code);
  if (signIn) return signIn;
  if (code === Code.unauthenticated) return { reason: "unauthenticated", ...NOT_ACCEPTED };
  const reason = (code === undefined ? undefined : REASONS.get(code)) ?? "unknown";
  return reason === "unknown" ? { reason, detail: `gRPC code ${code}` } : { reason };
}

function needsOf(error: unknown, resource: string, needs: string): string {
  if ((error as { reason?: unknown }).reason === "SERVICE_DISABLED")
    return `secretmanager.googleapis.com enabled in ${resource.split("/", 2).join("/")}`;
  const named = /Permission '(secretmanager\.[A-Za-z.]{1,60})' denied/.exec(textOf(error))?.[1];
  const known = needs.startsWith("roles/") || named === undefined ? needs : named;
  return `${known} on ${resource}`;
}
