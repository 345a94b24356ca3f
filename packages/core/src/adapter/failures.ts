import { reasonText, SourceError, type SourceErrorOptions, type SourceErrorReason } from "../model/errors.ts";

/** Makes the errors of one store: `access denied by vault: secret/data/prod/db`. */
export function failuresOf(store: string): Failure {
  return (reason, detail, details = {}) =>
    new SourceError({ ...details, reason, message: `${reasonText(reason, store)}: ${detail}`, store });
}

export type Failure = (
  reason: SourceErrorReason,
  detail: string,
  details?: Pick<SourceErrorOptions, "ref" | "needs" | "retryAfterMs" | "cause">,
) => SourceError;

/** The same failure, reported for the ref that was asked for. */
export function failureFor(ref: string, { reason, message, store, retryAfterMs, needs, cause }: SourceError) {
  return new SourceError({ reason, message, store, ref, retryAfterMs, needs, cause });
}

/**
 * For `catch`: turns failures of these reasons into `undefined`, and lets no other pass.
 *
 * @example
 * await store.delete("prod/database", context).catch(ignore("not-found"));
 */
export function ignore(...reasons: readonly SourceErrorReason[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof SourceError) || !reasons.includes(error.reason)) throw error;
    return undefined;
  };
}
