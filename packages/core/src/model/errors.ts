import { printable } from "../util/text.ts";
import { tried } from "../util/tried.ts";

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
  /** The store's or source's name: `aws-secrets-manager`. */
  readonly store?: string | undefined;
  /** The secret as it was asked for: `prod/stripe#apiKey`. */
  readonly ref?: string | undefined;
  /** How long the store said to wait. */
  readonly retryAfterMs?: number | undefined;
  /** What a denied call would have needed, in the vendor's words: `secretsmanager:GetSecretValue on prod/stripe`. */
  readonly needs?: string | undefined;
  /** What was caught. Only its name, code and status are kept: SDK errors carry tokens, requests and bodies. */
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

/** The reason in words, the same for every store: `access denied by aws-secrets-manager`. */
export function reasonText(reason: SourceErrorReason, store: string): string {
  return `${SENTENCES[reason]} ${store}`;
}

const RETRYABLE: ReadonlySet<SourceErrorReason> = new Set(["throttled", "unavailable", "timeout"]);

/** Those that the constructor has made: a proxy may have the class's prototype, and any message. */
const made = new WeakSet<object>();

/** A read or write that failed, in one vocabulary for all stores. */
export class SourceError extends Error {
  readonly reason: SourceErrorReason;
  readonly store: string | undefined;
  readonly ref: string | undefined;
  readonly retryAfterMs: number | undefined;
  readonly needs: string | undefined;

  constructor({ reason, message, store, ref, retryAfterMs, needs, cause }: SourceErrorOptions) {
    super(printable(message, 500), cause === undefined ? undefined : { cause: cleanCause(cause) });
    this.reason = reason;
    this.store = store;
    this.ref = ref;
    this.retryAfterMs = retryAfterMs;
    this.needs = needs;
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

/** For what foreign code threw or returned, of which `instanceof` would run a trap. */
export function isSourceError(value: unknown): value is SourceError {
  return typeof value === "object" && value !== null && made.has(value);
}

/**
 * Anything thrown, in the one vocabulary. A foreign message may quote a value, so only its class is kept.
 *
 * @param what What went wrong, in words: `could not be read`.
 */
export function asError(error: unknown, from: string, ref?: string, what = "could not be read"): SourceError {
  if (isSourceError(error)) return error;
  const { name, code } = cleanCause(error);
  const message = `${from} ${what}: it threw ${name}${code === undefined ? "" : ` (${code})`}`;
  return new SourceError({ reason: "unknown", message, store: from, ref, cause: error });
}

/** What may be kept of a foreign error. */
export interface CleanCause {
  readonly name: string;
  readonly code?: string | number;
  readonly status?: number;
}

/**
 * Name, code and status, and nothing else: a message or a property of a foreign error may quote a value. It never throws,
 * whatever the error's getters or traps do.
 */
export function cleanCause(cause: unknown): CleanCause {
  if (typeof cause !== "object" || cause === null) return { name: typeof cause };
  const code = property(cause, "code");
  const status =
    property(cause, "statusCode") ??
    property(cause, "status") ??
    property(property(cause, "$metadata"), "httpStatusCode");
  return {
    name: nameOf(cause),
    ...(isNumberOfACode(code) ? { code } : isCode(code) && { code }),
    ...(isNumberOfACode(status) && { status }),
  };
}

/** HTTP, gRPC, Windows and MySQL stay below; a number with more digits may be somebody's. */
const HIGHEST_CODE = 99_999;

function isNumberOfACode(value: unknown): value is number {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) <= HIGHEST_CODE;
}

/** A name that an error has of its own may be any text, a token too: only what is named as errors are is kept. */
function nameOf(error: object): string {
  const name = property(error, "name");
  return isFailure(name) || isOfItsClass(error, name) ? name : "Error";
}

/** What a class is called stands in somebody's code. */
function isOfItsClass(error: object, name: unknown): name is string {
  const prototype: unknown = tried(() => Object.getPrototypeOf(error) as unknown);
  const constructor = property(prototype, "constructor");
  if (typeof constructor !== "function" || typeof name !== "string") return false;
  const own = tried(() => Object.getOwnPropertyDescriptor(constructor, "name"));
  return own?.value === name && /^[A-Z_$][\w$]{0,60}$/.test(name);
}

/** `SyntaxError`, `ThrottlingException`, `SecretNotFound`. */
function isFailure(value: unknown): value is string {
  return (
    typeof value === "string" &&
    /^(?:[A-Z][A-Za-z]{0,50})?(?:Error|Exception|Fault|Failure|Denied|NotFound|Forbidden|Unauthorized|Timeout|Disabled|Conflict)$/.test(
      value,
    )
  );
}

/** `ECONNREFUSED`, `ERR_INVALID_URL`, `CERT_HAS_EXPIRED`, and what names a failure. */
function isCode(value: unknown): value is string {
  return (
    typeof value === "string" &&
    (/^E(?:[A-Z]{2,14}|2BIG)$/.test(value) ||
      FAMILIES.test(value) ||
      SQLSTATE.test(value) ||
      isFailure(value))
  );
}

/** Node and undici, name lookups, certificates, MySQL. */
const FAMILIES =
  /^(?:ERR|UND_ERR|EAI|CERT|CRL|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO|HOSTNAME_MISMATCH|INVALID_CA|ER)(?:_[A-Z]{1,14}\d?){0,8}$/;

/** Of Postgres, whose client has no other word for why it failed: `28P01`, `57P03`. By its classes of errors. */
const SQLSTATE = /^(?:0[1-389ABFLPZ]|2[0-8BDF]|3[489BDF]|4[024]|5[34578]|72|F0|HV|P0|XX)[\dP]\d[\dA-Z]$/;

function property(of: unknown, name: string): unknown {
  return typeof of === "object" && of !== null ? tried(() => Reflect.get(of, name) as unknown) : undefined;
}

/** Where one value came from, or was looked for. */
export interface Origin {
  /** The source's name: `env`, `.env`, `aws-secrets-manager`. */
  readonly source: string;
  /** In that source's own spelling: `DATABASE_PASSWORD`, `.env:12`, `prod/database#password`. */
  readonly location?: string;
  readonly version?: string;
}

/** One thing that is wrong with a configuration. It holds no value. */
export interface Problem {
  readonly path: readonly string[];
  readonly kind: "missing" | "invalid" | "failed" | "unknown-name" | "trap";
  /** Where `kind` is `failed`. */
  readonly reason?: SourceErrorReason;
  readonly message: string;
  /** The setting is a secret. */
  readonly secret?: boolean;
  /** Where the value stood, or every place that was looked in. */
  readonly places: readonly Origin[];
  readonly fix?: string;
  /** What a denied call would have needed, in the vendor's words. */
  readonly needs?: string;
}
