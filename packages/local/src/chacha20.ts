import { node } from "./node.ts";

/** What ChaCha20-Poly1305, age's one cipher, adds to what it encrypts. */
export const TAG_BYTES = 16;

/** For a key that is used once. */
export const ZERO_NONCE: Uint8Array = new Uint8Array(12);

export function encrypted(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): Buffer {
  const cipher = node.crypto.createCipheriv("chacha20-poly1305", key, nonce, { authTagLength: TAG_BYTES });
  return Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

/** `undefined` where the key is another, or the bytes were changed. */
export function decrypted(key: Uint8Array, nonce: Uint8Array, bytes: Uint8Array): Buffer | undefined {
  const cipher = node.crypto.createDecipheriv("chacha20-poly1305", key, nonce, { authTagLength: TAG_BYTES });
  try {
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([cipher.update(bytes.subarray(0, -TAG_BYTES)), cipher.final()]);
  } catch {
    return undefined;
  }
}
