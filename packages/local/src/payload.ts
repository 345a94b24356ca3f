import { decrypted, TAG_BYTES } from "./chacha20.ts";
import { node } from "./node.ts";

/** What follows an age file's header: a nonce, then chunks that are each encrypted and numbered, the last marked as such. */
export type Payload =
  | { readonly content: Uint8Array; readonly problem?: never }
  | { readonly content?: never; readonly problem: "cut short" | "damaged" };

/**
 * `seal` fills its texts up to a whole number of these, so that their length reveals little, and a missing end is
 * noticed.
 */
export const BLOCK_BYTES = 1024;

const NONCE_BYTES = 16;
const CHUNK_BYTES = 64 * 1024;

/**
 * Decrypts with Node's own ChaCha20-Poly1305. The library can do it too, but its JavaScript needs 20 ms to warm up,
 * which every start of a program would pay.
 */
export function openPayload(fileKey: Uint8Array, payload: Uint8Array): Payload {
  const { hkdfSync } = node.crypto;
  const chunks = chunksOf(payload.subarray(NONCE_BYTES));
  const key = new Uint8Array(hkdfSync("sha256", fileKey, payload.subarray(0, NONCE_BYTES), "payload", 32));
  const opened = chunks.map((chunk, index) =>
    decrypted(key, nonceOf(index, index === chunks.length - 1), chunk),
  );
  if (!opened.every((chunk) => chunk !== undefined))
    return { problem: isWhole(payload.length) ? "damaged" : "cut short" };
  // One content has one file: no empty chunk follows a full one.
  if (opened.length > 1 && opened.at(-1)?.length === 0) return { problem: "damaged" };
  return { content: Buffer.concat(opened) };
}

function chunksOf(sealed: Uint8Array): Uint8Array[] {
  const count = Math.max(1, Math.ceil(sealed.length / (CHUNK_BYTES + TAG_BYTES)));
  return Array.from({ length: count }, (_, index) =>
    sealed.subarray(index * (CHUNK_BYTES + TAG_BYTES), (index + 1) * (CHUNK_BYTES + TAG_BYTES)),
  );
}

function nonceOf(index: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUIntBE(index, 5, 6);
  nonce.writeUInt8(last ? 1 : 0, 11);
  return nonce;
}

/** Whether it is of a length that `seal` makes. */
function isWhole(payloadBytes: number): boolean {
  const sealedBytes = payloadBytes - NONCE_BYTES;
  const chunks = Math.ceil(sealedBytes / (CHUNK_BYTES + TAG_BYTES));
  const plainBytes = sealedBytes - chunks * TAG_BYTES;
  return plainBytes > 0 && plainBytes % BLOCK_BYTES === 0;
}
