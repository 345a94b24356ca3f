import type { IssuerValue } from "../issuers/issuer.ts";
import { node } from "../node.ts";

/** By their bytes: a store may give as bytes what was put as a string. */
export function isSameValue(one: IssuerValue, other: IssuerValue): boolean {
  const [left, right] = [bytesOf(one, "rotation"), bytesOf(other, "rotation")];
  return left.length === right.length && node.crypto.timingSafeEqual(left, right);
}

export function bytesOf(value: IssuerValue, why: string): Uint8Array {
  const revealed = value.reveal(why);
  return typeof revealed === "string" ? new TextEncoder().encode(revealed) : Uint8Array.from(revealed);
}
