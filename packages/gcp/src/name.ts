import { formatRef, type SecretRef, StoreError } from "@confide/core";

export const KIND = "google-secret-manager";

/** Says why Secret Manager would refuse a ref, before it is called. */
export function refusalOf(ref: SecretRef): StoreError | undefined {
  const { name, version } = ref;
  if (!NAME.test(name)) return refused(ref, "a name has 1 to 255 letters, digits, - and _");
  if (version !== undefined && !VERSION.test(version))
    return refused(ref, "a version is a number, latest or an alias of letters, digits, - and _");
  return undefined;
}

/** @throws StoreError `invalid-ref` */
export function checkName(name: string): void {
  const refusal = refusalOf({ name });
  if (refusal) throw refusal;
}

/** Secret Manager answers under the project's number whatever it was asked by, so only the last part is compared. */
export function lastPart(resource: string | null | undefined): string {
  return resource?.slice(resource.lastIndexOf("/") + 1) ?? "";
}

const NAME = /^[A-Za-z0-9_-]{1,255}$/;
const VERSION = /^(?:[1-9]\d{0,17}|[A-Za-z][A-Za-z0-9_-]{0,62})$/;

function refused(ref: SecretRef, rule: string): StoreError {
  const text = formatRef(ref);
  return new StoreError({
    reason: "invalid-ref",
    message: `${KIND} would refuse ${text}: ${rule}`,
    store: KIND,
    ref: text,
  });
}
