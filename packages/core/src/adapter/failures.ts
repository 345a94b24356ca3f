import { reasonText, SourceError, type SourceErrorOptions, type SourceErrorReason } from "../model/errors.ts";

/**
 * Makes the errors of one store: `access denied by vault: secret/data/prod/db`.
 *
 * @example
 * ```ts fails
 * import { failuresOf } from "@confide/core/adapter";
 *
 * const failure = failuresOf("etcd");
 * throw failure("denied", "prod/database", { ref: "prod/database", needs: "READ on prod/database" });
 * ```
 */
export function failuresOf(store: string): Failure {
  return (reason, detail, details = {}) =>
    new SourceError({ ...details, reason, message: `${reasonText(reason, store)}: ${detail}`, store });
}

export type Failure = (
  reason: SourceErrorReason,
  detail: string,
  details?: Pick<SourceErrorOptions, "ref" | "needs" | "fix" | "retryAfterMs" | "cause">,
) => SourceError;

/**
 * The same failure, reported for the ref that was asked for.
 *
 * @example
 * ```ts
 * import { failureFor, failuresOf } from "@confide/core/adapter";
 *
 * const failed = failuresOf("etcd")("unavailable", "the file can't be read");
 * const outcomes = ["prod/a", "prod/b"].map((ref) => ({ error: failureFor(ref, failed) }));
 * ```
 */
export function failureFor(
  ref: string,
  { reason, message, store, retryAfterMs, needs, fix, cause }: SourceError,
) {
  return new SourceError({ reason, message, store, ref, retryAfterMs, needs, fix, cause });
}

/**
 * For `catch`: turns failures of these reasons into `undefined`, and lets no other pass.
 *
 * @example
 * ```ts
 * import { ignore } from "@confide/core/adapter";
 * import { memoryStore } from "@confide/core/testing";
 *
 * const context = { signal: AbortSignal.timeout(1_000), deadlineMs: Date.now() + 1_000, attempt: 1 };
 * await memoryStore().describe("prod/database", context).catch(ignore("not-found"));
 * ```
 */
export function ignore(...reasons: readonly SourceErrorReason[]): (error: unknown) => undefined {
  return (error) => {
    if (!(error instanceof SourceError) || !reasons.includes(error.reason)) throw error;
    return undefined;
  };
}
