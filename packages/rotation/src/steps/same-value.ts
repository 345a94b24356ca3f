import type { Issuer, IssuerValue } from "../issuers/issuer.ts";
import { node } from "../node.ts";

/** By their bytes: a store may give as bytes what was put as a string. */
export function isSameValue(one: IssuerValue, other: IssuerValue): boolean {
  const [left, right] = [bytesOf(one, "rotation"), bytesOf(other, "rotation")];
  return left.length === right.length && node.crypto.timingSafeEqual(left, right);
}

/** The same credential, though it may be written in another way: somebody may have put it by hand. */
export function holdsSame(
  one: IssuerValue,
  other: IssuerValue,
  { isSameCredential }: Pick<Issuer, "isSameCredential">,
): boolean {
  if (isSameValue(one, other)) return true;
  try {
    return isSameCredential?.(one, other) === true;
  } catch {
    return false; // what is of another form is no credential of the issuer's
  }
}

export function bytesOf(value: IssuerValue, why: string): Uint8Array {
  const revealed = value.reveal(why);
  return typeof revealed === "string" ? new TextEncoder().encode(revealed) : Uint8Array.from(revealed);
}
