import { formatRef, type SecretRef, SourceError } from "@confide/core/adapter";

export const KIND = "azure-key-vault";

/**
 * The prefix of a version's name from its staging on, also after `promote` has made it current. The name refers to the
 * value in the sibling: Key Vault's own id changes on the way.
 */
export const STAGED = "staged-";

/** Where values wait that readers don't see yet, and notes are kept: Key Vault has neither. */
export function siblingOf(name: string): string {
  return `${name}-pending`;
}

/** Key Vault's names ignore case. */
export function canonicalName(name: string): string {
  return name.toLowerCase();
}

/** Says why Key Vault would refuse a ref, before it is called: the client doesn't, and would ask for `.` as a list. */
export function refusalOf(ref: SecretRef): SourceError | undefined {
  const { name, version } = ref;
  if (!NAME.test(name)) return refused(ref, "a name has 1 to 127 letters, digits and -");
  if (version !== undefined && !VERSION.test(version))
    return refused(ref, "a version is latest or 32 hexadecimal digits");
  if (!NAME.test(placeOf(ref).name)) return refused(ref, NO_ROOM);
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
  if (!NAME.test(siblingOf(ref.name))) throw refused(ref, NO_ROOM);
}

/** @throws SourceError `invalid-ref` where no name can begin so */
export function checkPrefix(prefix: string): void {
  if (prefix !== "") checkRef({ name: prefix });
}

/** The place of a ref's value: the sibling, if it has been staged. */
export function placeOf({ name, version = "latest" }: SecretRef): { name: string; version: string } {
  if (version.startsWith(STAGED)) return { name: siblingOf(name), version: version.slice(STAGED.length) };
  return { name, version: version === "latest" ? "" : version };
}

const NAME = /^[0-9A-Za-z-]{1,127}$/;
const NO_ROOM = "with -pending at its end, for what isn't current yet, a name has at most 127 characters too";
const VERSION = /^(?:latest|(?:staged-)?[0-9a-f]{32})$/;

function refused(ref: SecretRef, rule: string): SourceError {
  const text = formatRef(ref);
  const message = `${KIND} would refuse ${text}: ${rule}`;
  return new SourceError({ reason: "invalid-ref", message, store: KIND, ref: text });
}
