import { endReason, failuresOf, SourceError, type SourceErrorReason } from "@confide/core/adapter";

import type { Bounds } from "./bounds.ts";
import { codeOf } from "./node.ts";

export const KIND = "local-store";

export const failure = failuresOf(KIND);

/** @throws SourceError `timeout` or `aborted`, where the call has been ended */
export function checkRunning(context: Bounds, path: string): void {
  const ended = endReason(context);
  if (ended) throw failure(ended, path);
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
