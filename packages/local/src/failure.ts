import { reasonText, SourceError, type SourceErrorReason } from "@confide/core";

import { codeOf } from "./node.ts";

export const KIND = "local-store";

export interface FailureDetails {
  readonly ref?: string | undefined;
  readonly needs?: string | undefined;
  readonly cause?: unknown;
}

/** `access denied by local-store: secrets.age may not be read`. */
export function failure(
  reason: SourceErrorReason,
  detail: string,
  details: FailureDetails = {},
): SourceError {
  return new SourceError({
    reason,
    message: `${reasonText(reason, KIND)}: ${detail}`,
    store: KIND,
    ...details,
  });
}

const REASONS: Readonly<Record<string, SourceErrorReason>> = {
  ENOENT: "not-found",
  ENOTDIR: "not-found",
  EACCES: "denied",
  EPERM: "denied",
  EROFS: "denied",
  EFBIG: "too-large",
  EAGAIN: "unavailable",
  EBUSY: "unavailable",
  EIO: "unavailable",
  EMFILE: "unavailable",
  ENFILE: "unavailable",
  ENOSPC: "unavailable",
  EDQUOT: "unavailable",
  ESTALE: "unavailable",
  ETIMEDOUT: "timeout",
};

/** What the file system refused, in the shared vocabulary. */
export function fileFailure(error: unknown, path: string, can: "read" | "write"): SourceError {
  if (error instanceof SourceError) return error;
  const code = codeOf(error);
  const reason = REASONS[code ?? ""] ?? "unknown";
  const detail = `${path} could not be ${can === "read" ? "read" : "written"}${code === undefined ? "" : ` (${code})`}`;
  return failure(reason, detail, {
    cause: error,
    ...(reason === "denied" && { needs: `permission to ${can} ${path}` }),
  });
}

/** The same failure, told of the secret that was asked for. */
export function ofRef(error: SourceError, ref: string): SourceError {
  const { reason, message, store, retryAfterMs, needs, cause } = error;
  return new SourceError({ reason, message, store, ref, retryAfterMs, needs, cause });
}
