import { tried } from "../util/tried.ts";

/** What may be kept of a foreign error. */
export interface CleanCause {
  readonly name: string;
  readonly code?: string | number;
  readonly status?: number;
}

/**
 * Name, code and status, and nothing else: a message or a property of a foreign error may quote a value. It never throws,
 * whatever the error's getters or traps do.
 *
 * @example
 * ```ts
 * import { cleanCause } from "@confide/core/adapter";
 *
 * const error = Object.assign(new Error("quotes a value"), { code: "ECONNREFUSED" });
 * console.log(cleanCause(error)); // { name: 'Error', code: 'ECONNREFUSED' }
 * ```
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

/** A class's name is written in somebody's code. */
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
