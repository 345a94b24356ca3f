import { type CallContext, reasonText, SourceError } from "@confide/core";

import { LongAnswerError, MAX_ANSWER_BYTES } from "./limit.ts";
import { type About, type Fault, KIND, type Verdict, verdictOf } from "./verdict.ts";

/**
 * An error of AWS, the SDK or the network in confide's words. AWS's own message helps to tell them apart and is never
 * quoted: a ValidationException repeats what was sent, a SyntaxError what came back.
 */
export function failureOf(error: unknown, about: About, { signal, deadlineMs }: CallContext): SourceError {
  if (error instanceof SourceError) return error;
  if (error instanceof LongAnswerError)
    return failure(
      "too-large",
      about.ref ?? about.name,
      `the answer has more than ${MAX_ANSWER_BYTES} bytes`,
    );
  const fault = Object(error) as Fault;
  const { reason, detail, needs } = signal.aborted
    ? verdictOfAbort(signal, deadlineMs)
    : verdictOf(fault, about);
  return new SourceError({
    reason,
    message: detail === undefined ? reasonText(reason, KIND) : `${reasonText(reason, KIND)}: ${detail}`,
    store: KIND,
    ref: about.ref ?? about.name,
    needs,
    retryAfterMs: retryAfterMs(fault.$response?.headers),
    cause: error,
  });
}

/** A failure of the adapter's own making. */
export function failure(reason: SourceError["reason"], ref: string, detail: string): SourceError {
  return new SourceError({ reason, message: `${reasonText(reason, KIND)}: ${detail}`, store: KIND, ref });
}

/** The same failure, told of one secret of a batch that failed as a whole. */
export function failureFor(ref: string, error: SourceError): SourceError {
  const { reason, message, store, retryAfterMs: waitMs, needs, cause } = error;
  return new SourceError({ reason, message, store, ref, retryAfterMs: waitMs, needs, cause });
}

/** For `catch`: lets these failures pass, and no other. */
export function ignore(...reasons: readonly SourceError["reason"][]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof SourceError) || !reasons.includes(error.reason)) throw error;
    return undefined;
  };
}

function verdictOfAbort({ reason }: AbortSignal, deadlineMs: number): Verdict {
  const isTimeout = (reason as { name?: unknown } | undefined)?.name === "TimeoutError";
  return { reason: isTimeout || Date.now() >= deadlineMs ? "timeout" : "aborted" };
}

/** Secrets Manager itself sends none; a proxy may, and AWS's newer services send their own in milliseconds. */
function retryAfterMs(headers: Readonly<Record<string, string>> = {}): number | undefined {
  const own = Number(headers["x-amz-retry-after"] ?? Number.NaN);
  if (own >= 0) return own;
  const header = headers["retry-after"];
  if (header === undefined) return undefined;
  const waitMs = /^\d+$/.test(header) ? Number(header) * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(waitMs) ? undefined : Math.max(0, waitMs);
}
