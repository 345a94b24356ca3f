import { formatRef, type SecretRef, SourceError } from "@confide/core/adapter";

export const KIND = "google-secret-manager";

/** Where a value waits that isn't current yet. */
export function siblingOf(name: string): string {
  return `${name}-pending`;
}

/** Says why Secret Manager would refuse a ref, before it is called. */
export function refusalOf(ref: SecretRef): SourceError | undefined {
  const { name, version } = ref;
  if (!NAME.test(name)) return invalidRef(ref, "a name has 1 to 255 letters, digits, - and _");
  if (version !== undefined && !VERSION.test(version))
    return invalidRef(ref, "a version is a number, latest or an alias of letters, digits, - and _");
  return undefined;
}

/** @throws SourceError `invalid-ref` */
export function checkRef(ref: SecretRef): void {
  const refusal = refusalOf(ref);
  if (refusal) throw refusal;
}

/**
 * For writes, which need the sibling too.
 *
 * @throws SourceError `invalid-ref`
 */
export function checkPair(ref: SecretRef): void {
  checkRef(ref);
  if (!NAME.test(siblingOf(ref.name)))
    throw invalidRef(
      ref,
      "with -pending at its end, for what isn't current yet, a name has at most 255 characters too",
    );
}

/** @throws SourceError `invalid-ref` where no name can begin so */
export function checkPrefix(prefix: string): void {
  if (prefix !== "") checkRef({ name: prefix });
}

/** Secret Manager may have such a name, but gcloud would take it for a flag. */
export function refuseFlag(ref: SecretRef): void {
  if (ref.name.startsWith("-")) throw invalidRef(ref, "gcloud takes a name that begins with - for a flag");
}

export interface Place {
  readonly project?: string | undefined;
  readonly location?: string | undefined;
}

/**
 * A project and a location become parts of paths, and a location of the host that the token is sent to.
 *
 * @throws SourceError `invalid-ref`, without what was given: it may come from the environment
 */
export function checkPlace({ project, location }: Place): void {
  if (project !== undefined && !PROJECT.test(project))
    throw misplaced("project is not a project's id or number");
  if (location !== undefined && !LOCATION.test(location)) throw misplaced("location is not one of Google's");
}

/** Secret Manager always answers with the project's number, even for its id, so only the last part is compared. */
export function lastPart(resource: string | null | undefined): string {
  return resource?.slice(resource.lastIndexOf("/") + 1) ?? "";
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
/** Ids of old have a domain before a colon. */
const PROJECT = /^[A-Za-z0-9][A-Za-z0-9.:_-]{0,127}$/;
const LOCATION = /^[a-z][a-z0-9-]{0,62}$/;
const VERSION = /^(?:[1-9]\d{0,17}|[A-Za-z][A-Za-z0-9_-]{0,62})$/;

function invalidRef(ref: SecretRef, rule: string): SourceError {
  const text = formatRef(ref);
  return new SourceError({
    reason: "invalid-ref",
    message: `${KIND} would refuse ${text}: ${rule}`,
    store: KIND,
    ref: text,
  });
}

function misplaced(what: string): SourceError {
  return new SourceError({ reason: "invalid-ref", message: `${KIND}: the option ${what}`, store: KIND });
}
