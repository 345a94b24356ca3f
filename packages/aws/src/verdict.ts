import type { SourceErrorReason } from "@confide/core/adapter";

/** The known parts of a failure: an exception of the SDK, or an entry of a batch's `Errors`. */
export interface Fault {
  readonly name?: unknown;
  readonly message?: unknown;
  readonly code?: unknown;
  readonly path?: unknown;
  /** As the SDK says of an answer that it could read: `client` or `server`. */
  readonly $fault?: unknown;
  readonly $metadata?: { readonly httpStatusCode?: number };
  readonly $response?: { readonly headers?: Readonly<Record<string, string>> };
}

/** What a failure means, and what to do. */
export interface Verdict {
  readonly reason: SourceErrorReason;
  /** A text of this package's, or an error code. */
  readonly detail?: string | undefined;
  readonly needs?: string;
  readonly fix?: string | undefined;
}

export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
