import { type CallContext, endReason, reasonText, retryAfterMs, SourceError } from "@confide/core/adapter";

import { LongAnswerError, MAX_ANSWER_BYTES } from "./limit.ts";
import { type About, type AwsService, KIND, SECRETS_MANAGER, verdictOf } from "./classify.ts";
import { NO_CREDENTIALS } from "./fault-names.ts";
import type { Met } from "./no-credentials.ts";
import { signInVerdict } from "./sign-in-faults.ts";
import { FIND_A_WAY } from "./transport-faults.ts";
import { type Fault, textOf, type Verdict } from "./verdict.ts";

/**
 * An error of AWS, the SDK or the network in confide's words. AWS's own message helps to tell them apart and is never
 * quoted: a ValidationException repeats what was sent, a SyntaxError what came back.
 *
 * @param met What the search for credentials met, where the error came before there was a request.
 */
export function failureOf(
  error: unknown,
  about: About,
  context: CallContext,
  service: AwsService = SECRETS_MANAGER,
  met?: Met,
): SourceError {
  const { kind } = service;
  if (error instanceof SourceError) return error;
  if (error instanceof LongAnswerError)
    return failure(
      "too-large",
      about.ref ?? about.name,
      `the answer has more than ${MAX_ANSWER_BYTES} bytes`,
      kind,
    );
  const fault = Object(error) as Fault;
  const ended = endReason(context);
  const isOfSignIn = met !== undefined || NO_CREDENTIALS.has(textOf(fault.name));
  const { reason, detail, needs, fix }: Verdict = ended
    ? { reason: ended, fix: ended === "timeout" ? FIND_A_WAY : undefined }
    : isOfSignIn
      ? signInVerdict(fault, met)
      : verdictOf(fault, about, service);
  return new SourceError({
    reason,
    message: detail === undefined ? reasonText(reason, kind) : `${reasonText(reason, kind)}: ${detail}`,
    store: kind,
    ref: about.ref ?? about.name,
    needs,
    fix,
    retryAfterMs: waitMs(fault.$response?.headers),
    cause: error,
  });
}

/** A failure of the adapter's own making. */
export function failure(
  reason: SourceError["reason"],
  ref: string,
  detail: string,
  store: string = KIND,
): SourceError {
  return new SourceError({ reason, message: `${reasonText(reason, store)}: ${detail}`, store, ref });
}

/** Secrets Manager itself sends none; a proxy may, and AWS's newer services send their own in milliseconds. */
function waitMs(headers: Readonly<Record<string, string>> = {}): number | undefined {
  const own = Number(headers["x-amz-retry-after"] ?? Number.NaN);
  return own >= 0 ? own : retryAfterMs(headers["retry-after"]);
}
