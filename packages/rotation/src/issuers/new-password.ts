import { node } from "../node.ts";

/** 256 bits, in characters that need no quoting: not in SQL, not in a shell, not in an address. */
export function newPassword(): string {
  return node.crypto.randomBytes(32).toString("base64url");
}
