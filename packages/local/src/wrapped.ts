import { decrypted, encrypted, ZERO_NONCE } from "./chacha20.ts";
import { agreed, KEY_BYTES, privateKeyOf, publicHalfOf } from "./curve25519.ts";
import { node } from "./node.ts";

/** A file's key as its header holds it for one X25519 recipient. */
export interface Wrapped {
  /** The public half of a pair that was made for this alone. */
  readonly share: Uint8Array;
  readonly body: Uint8Array;
}

export function wrapped(fileKey: Uint8Array, recipient: Uint8Array): Wrapped {
  const ephemeral = privateKeyOf(node.crypto.randomBytes(KEY_BYTES));
  const share = publicHalfOf(ephemeral);
  const shared = agreed(ephemeral, recipient);
  if (!shared) throw new Error("the recipient is of low order"); // no identity has such a public half
  const body = encrypted(wrappingKey(shared, share, recipient), ZERO_NONCE, fileKey);
  return { share, body: Uint8Array.from(body) };
}

/** `undefined`: it is for another key. `refused`: age opens no file with such a share. */
export function unwrapped(scalar: Uint8Array, { share, body }: Wrapped): Uint8Array | "refused" | undefined {
  const privateKey = privateKeyOf(scalar);
  const shared = agreed(privateKey, share);
  if (!shared) return "refused";
  const fileKey = decrypted(wrappingKey(shared, share, publicHalfOf(privateKey)), ZERO_NONCE, body);
  return fileKey && Uint8Array.from(fileKey);
}

/** 16 of the file's key, and the tag. */
export const WRAPPED_KEY_BYTES = 32;
const LABEL = "age-encryption.org/v1/X25519";

function wrappingKey(shared: Uint8Array, share: Uint8Array, recipient: Uint8Array): Uint8Array {
  return new Uint8Array(node.crypto.hkdfSync("sha256", shared, Buffer.concat([share, recipient]), LABEL, 32));
}
