import { cleanCause } from "./clean-cause.ts";
import { printable } from "../util/text.ts";

/** Why a store (or any source) could not answer. Only `not-found` lets a load go on to the next source. */
export type SourceErrorReason =
  | "not-found"
  | "denied"
  | "unauthenticated"
  | "disabled"
  | "destroyed"
  | "throttled"
  | "unavailable"
  | "timeout"
  | "aborted"
  | "malformed"
  | "conflict"
  | "invalid-ref"
  | "too-large"
  | "unknown";

export interface SourceErrorOptions {
  readonly reason: SourceErrorReason;
  /** A sentence. It must hold no value, token or key. */
  readonly message: string;
  /**
   * The store's or source's name: `aws-secrets-manager`.
   *
   * @default undefined
   */
  readonly store?: string | undefined;
  /**
   * The secret as it was asked for: `prod/stripe#apiKey`.
   *
   * @default undefined
   */
  readonly ref?: string | undefined;
  /**
   * How long the store said to wait, in milliseconds.
   *
   * @default undefined
   */
  readonly retryAfterMs?: number | undefined;
  /**
   * What a denied call would have needed, in the vendor's words: `secretsmanager:GetSecretValue on prod/stripe`.
   *
   * @default undefined
   */
  readonly needs?: string | undefined;
  /**
   * What to do: `create /srv/app/.env`. It must hold no value either.
   *
   * @default undefined
   */
  readonly fix?: string | undefined;
  /**
   * What was caught. Only its name, code and status are kept: SDK errors carry tokens, requests and bodies.
   *
   * @default undefined
   */
  readonly cause?: unknown;
}

const SENTENCES: Readonly<Record<SourceErrorReason, string>> = {
  "not-found": "not found in",
  denied: "access denied by",
  unauthenticated: "not signed in to",
  disabled: "disabled in",
  destroyed: "destroyed in",
  throttled: "throttled by",
  unavailable: "no answer from",
  timeout: "no answer in time from",
  aborted: "aborted while reading",
  malformed: "unreadable answer from",
  conflict: "changed meanwhile in",
  "invalid-ref": "not a valid name for",
  "too-large": "too large for",
  unknown: "failed in",
};

/**
 * The reason in words, the same for every store.
 *
 * @example
 * ```ts
 * import { reasonText } from "@confide/core/adapter";
 *
 * console.log(reasonText("denied", "etcd")); // access denied by etcd
 * ```
 */
export function reasonText(reason: SourceErrorReason, store: string): string {
  return `${SENTENCES[reason]} ${store}`;
}

const RETRYABLE: ReadonlySet<SourceErrorReason> = new Set(["throttled", "unavailable", "timeout"]);

/** Those that the constructor has made: a proxy may have the class's prototype, and any message. */
const made = new WeakSet<object>();

/**
 * A read or write that failed, in one vocabulary for all stores.
 *
 * @example
 * ```ts
 * import { SourceError } from "@confide/core/adapter";
 *
 * const message = "throttled by etcd: prod/database";
 * const error = new SourceError({ reason: "throttled", message, store: "etcd", retryAfterMs: 1_000 });
 * console.log(error.retryable); // true
 * ```
 */
export class SourceError extends Error {
  readonly reason: SourceErrorReason;
  readonly store: string | undefined;
  readonly ref: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly needs: string | undefined;
  readonly fix: string | undefined;

  constructor({ reason, message, store, ref, retryAfterMs, needs, fix, cause }: SourceErrorOptions) {
    super(printable(message, 500), cause === undefined ? undefined : { cause: cleanCause(cause) });
    // A program without types may pass any string, and reports show it.
    this.reason = Object.hasOwn(SENTENCES, reason) ? reason : "unknown";
    this.store = store;
    this.ref = ref;
    this.retryAfterMs = retryAfterMs;
    this.needs = needs;
    this.fix = fix;
    made.add(this);
  }

  /** Trying the same call again may succeed: throttled, unavailable, timed out. */
  get retryable(): boolean {
    return RETRYABLE.has(this.reason);
  }

  override get name(): string {
    return "SourceError";
  }

  static {
    Object.defineProperty(this.prototype, "name", { enumerable: false });
  }
}

/**
 * For what foreign code threw or returned, of which `instanceof` would run a trap.
 *
 * @example
 * ```ts
 * import { isSourceError, readSecret } from "@confide/core";
 * import { memoryStore } from "@confide/core/testing";
 *
 * try {
 *   await readSecret(memoryStore(), "prod/stripe");
 * } catch (error) {
 *   if (!isSourceError(error) || error.reason !== "not-found") throw error;
 * }
 * ```
 */
export function isSourceError(value: unknown): value is SourceError {
  return typeof value === "object" && value !== null && made.has(value);
}

/**
 * Anything thrown, in the one vocabulary. A foreign message may quote a value, so only its class is kept.
 *
 * @param what What went wrong, in words: `could not be read`.
 *
 * @example
 * ```ts
 * import { asError } from "@confide/core/adapter";
 *
 * const error = asError(new TypeError("quotes a value"), "etcd", "prod/database");
 * console.log(error.message); // etcd could not be read: it threw TypeError
 * ```
 */
export function asError(error: unknown, from: string, ref?: string, what = "could not be read"): SourceError {
  if (isSourceError(error)) return error;
  const { name, code } = cleanCause(error);
  const message = `${from} ${what}: it threw ${name}${code === undefined ? "" : ` (${code})`}`;
  return new SourceError({ reason: "unknown", message, store: from, ref, cause: error });
}
