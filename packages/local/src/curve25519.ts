import type { KeyObject } from "node:crypto";

import { node } from "./node.ts";

/**
 * X25519 by Node's own crypto, which every supported version has without a word. The library takes WebCrypto's, of which
 * Node 22.12 warns that it is an experiment.
 */
export function privateKeyOf(scalar: Uint8Array): KeyObject {
  const der = Buffer.concat([PRIVATE_KEY, scalar]);
  return node.crypto.createPrivateKey({ key: der, format: "der", type: "pkcs8" });
}

export function publicHalfOf(privateKey: KeyObject): Uint8Array {
  const der = node.crypto.createPublicKey(privateKey).export({ format: "der", type: "spki" });
  return Uint8Array.from(der.subarray(-KEY_BYTES));
}

/** What both pairs agree on. `undefined` for a public half of low order: with it anybody knows the answer. */
export function agreed(privateKey: KeyObject, publicHalf: Uint8Array): Uint8Array | undefined {
  const { createPublicKey, diffieHellman } = node.crypto;
  const der = Buffer.concat([PUBLIC_KEY, publicHalf]);
  const publicKey = createPublicKey({ key: der, format: "der", type: "spki" });
  try {
    return diffieHellman({ privateKey, publicKey }); // throws where it would be all zero
  } catch {
    return undefined;
  }
}

export const KEY_BYTES = 32;
/** DER before the 32 bytes of a key. */
const PRIVATE_KEY = Buffer.from("302e020100300506032b656e04220420", "hex");
const PUBLIC_KEY = Buffer.from("302a300506032b656e032100", "hex");
