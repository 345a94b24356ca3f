import { formatRef, type SecretRef, SourceError } from "@confide/core/adapter";

import { PARAMETERS } from "./parameter-faults.ts";

const PARAMETER_NAME = /^[A-Za-z0-9_.-]{1,1011}$|^(?:\/[A-Za-z0-9_.-]+){1,15}$/;
const MOST_CHARACTERS = 1011;
const ARN = /^arn:aws[a-z-]*:ssm:[a-z0-9-]+:\d{12}:parameter(?:\/[A-Za-z0-9_.-]+){1,15}$/;
/** A number, or a label: AWS allows none that begins with a digit, `aws` or `ssm`. */
const VERSION = /^(?:[1-9]\d{0,9}|(?!aws|ssm)[A-Za-z_.-][A-Za-z0-9_.-]{0,99})$/i;

/** A name as AWS takes it: one with levels begins with a slash, and `prod/db` can only be `/prod/db`. */
export function fullName(name: string): string {
  return name.includes("/") && !name.startsWith("/") && !isParameterArn(name) ? `/${name}` : name;
}

/** What is asked for: the name, and the version or label behind a colon. */
export function selectorOf({ name, version }: SecretRef): string {
  return version === undefined ? fullName(name) : `${fullName(name)}:${version}`;
}

/** Why AWS would refuse a ref, before it is called. */
export function parameterFailure(ref: SecretRef): SourceError | undefined {
  const name = fullName(ref.name);
  if ((!PARAMETER_NAME.test(name) && !ARN.test(name)) || name.length > MOST_CHARACTERS)
    return refused(ref, RULE);
  if (ref.version !== undefined && !VERSION.test(ref.version))
    return refused(ref, "a version is a number or a label");
  return undefined;
}

/** @throws SourceError `invalid-ref` */
export function checkParameter(ref: SecretRef): void {
  const error = parameterFailure(ref);
  if (error) throw error;
}

/**
 * For writes, which need the place of the pending value too.
 *
 * @throws SourceError `invalid-ref`
 */
export function checkOwnParameter(ref: SecretRef): void {
  checkParameter(ref);
  if (isParameterArn(ref.name))
    throw refused(ref, "what an ARN names may be another account's, and is only read");
  if (!PARAMETER_NAME.test(pendingName(ref.name)))
    throw refused(
      ref,
      `with ${PENDING_ROOT} before it, for what isn't current yet, a name has at most 15 levels too`,
    );
}

const PENDING_ROOT = "/confide-pending";

/**
 * Where a value waits that isn't current yet: outside of the parameter's own path, which programs read as a whole and policies
 * grant as a whole.
 */
export function pendingName(name: string): string {
  const full = fullName(name);
  return `${PENDING_ROOT}${full.startsWith("/") ? "" : "/"}${full}`;
}

export function isPendingName(name: string): boolean {
  return name.startsWith(`${PENDING_ROOT}/`);
}

export function isParameterArn(name: string): boolean {
  return name.startsWith("arn:");
}

const RULE =
  "it takes an ARN, or up to 15 parts of letters, digits and any of _.-, each after a slash (/prod/shop/database)";

function refused(ref: SecretRef, rule: string): SourceError {
  const text = formatRef(ref);
  const message = `not a valid name for ${PARAMETERS}: ${rule}`;
  return new SourceError({ reason: "invalid-ref", message, store: PARAMETERS, ref: text });
}
