import type { SourceError } from "@confide/core";
import { cleanCause, isSourceError } from "@confide/core/adapter";

/** Where a rotation was when it could not go on. */
export type RotationStep =
  | "plan"
  | "lock"
  | "create"
  | "store"
  | "note"
  | "apply"
  | "test"
  | "promote"
  | "notify"
  | "revoke"
  | "retire";

export interface RotationErrorOptions {
  readonly step: RotationStep;
  /** A sentence. It must hold no value. */
  readonly message: string;
  /** The secret's name. */
  readonly name: string;
  readonly store: string;
  /** @default undefined */
  readonly rotationId?: string | undefined;
  /** @default undefined */
  readonly fix?: string | undefined;
  /** @default undefined */
  readonly cause?: unknown;
}

/** Those that the constructors have made: a proxy may have a class's prototype, and any message. */
const rotationErrors = new WeakSet<object>();
const issuerErrors = new WeakSet<object>();

/**
 * A rotation that was refused, or that stopped half-way. Nothing is lost then: the next `rotate` goes on where this one
 * stopped. What was caught shows by its name and code only, as the text of a database's or vendor's error may quote a value; the
 * message of an `IssuerError` is shown.
 *
 * @example
 * ```ts
 * import { memoryStore } from "@confide/core/testing";
 * import { randomKey, rotate, RotationError } from "@confide/rotation";
 *
 * const store = memoryStore({ "prod/api-key": "…" });
 * try {
 *   await rotate({ store, name: "prod/api-key", issuer: randomKey(), graceMs: 1_000 });
 * } catch (error) {
 *   if (error instanceof RotationError) console.error(error.step, error.message);
 * }
 * ```
 */
export class RotationError extends Error {
  readonly step: RotationStep;
  readonly secretName: string;
  readonly store: string;
  readonly rotationId: string | undefined;
  readonly fix: string | undefined;

  constructor({ step, message, name, store, rotationId, cause, ...told }: RotationErrorOptions) {
    const fix = told.fix ?? (cause === undefined || saysWhy(cause) ? undefined : HIDDEN);
    const why = cause === undefined ? "" : ` (${shown(cause)})`;
    super(message + why + (fix === undefined ? "" : `: ${fix}`));
    this.name = "RotationError";
    this.step = step;
    this.secretName = name;
    this.store = store;
    this.rotationId = rotationId;
    this.fix = fix;
    // Our own errors are clean; of others nothing is kept.
    if (isClean(cause)) this.cause = cause;
    rotationErrors.add(this);
  }
}

/** Of what another's code threw: safe to show, and to throw again. */
export function isClean(error: unknown): error is SourceError | RotationError {
  return isSourceError(error) || (isObject(error) && rotationErrors.has(error));
}

const HIDDEN =
  "its message isn't shown, as it may quote a value: throw an IssuerError, whose message is shown";

/** Of an error without a code only its class would be left. */
function saysWhy(cause: unknown): boolean {
  return isClean(cause) || isIssuerError(cause) || cleanCause(cause).code !== undefined;
}

function shown(cause: unknown): string {
  if (isClean(cause) || isIssuerError(cause)) return cause.message;
  const { name, code } = cleanCause(cause);
  return code === undefined ? name : `${name} ${code}`;
}

/**
 * What an issuer throws to be quoted: its message is shown, so it must hold no value.
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { defineIssuer, IssuerError } from "@confide/rotation";
 *
 * const issuer = defineIssuer({
 *   create: async () => new Secret(crypto.randomUUID()),
 *   apply: async () => {
 *     throw new IssuerError("the vendor has as many keys as it takes");
 *   },
 * });
 * ```
 */
export class IssuerError extends Error {
  override readonly name = "IssuerError";

  constructor(...given: ConstructorParameters<typeof Error>) {
    super(...given);
    issuerErrors.add(this);
  }
}

export function isIssuerError(value: unknown): value is IssuerError {
  return isObject(value) && issuerErrors.has(value);
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
