import type { Identity, Recipient, Stanza } from "age-encryption";

import { node } from "./node.ts";

/**
 * age's passphrases (its `scrypt` stanza), by Node's own scrypt: the library's blocks the event loop, and takes one and a half times
 * as long. The file is the same.
 */
export interface Passphrase {
  readonly identity: Identity;
  readonly recipient: Recipient;
}

type MakeStanza = (parameters: string[], body: Uint8Array) => Stanza;

const LABEL = "age-encryption.org/v1/scrypt";
/** 2^20 takes 1 GiB of memory: more than that, and a file could bring down whoever opens it. */
const MOST_WORK = 20;

export function passphraseOf(text: string, workFactor: number, makeStanza: MakeStanza): Passphrase {
  return {
    identity: {
      async unwrapFileKey([stanza, ...others]) {
        const [kind, salt = "", work = ""] = stanza?.args ?? [];
        if (!stanza || kind !== "scrypt" || others.length > 0) return null;
        const logN = /^[1-9]\d?$/.test(work) ? Number(work) : Infinity;
        if (logN > MOST_WORK) throw new Error("its scrypt work factor is more than 20");
        return open(await keyOf(text, Buffer.from(salt, "base64"), logN), stanza.body);
      },
    },
    recipient: {
      async wrapFileKey(fileKey) {
        const salt = node.crypto.randomBytes(16);
        const body = seal(await keyOf(text, salt, workFactor), fileKey);
        const encoded = salt.toString("base64").replace(/=+$/, "");
        return [makeStanza(["scrypt", encoded, String(workFactor)], body)];
      },
    },
  };
}

function keyOf(text: string, salt: Buffer, logN: number): Promise<Buffer> {
  const N = 2 ** logN;
  const labelled = Buffer.concat([Buffer.from(LABEL), salt]);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  node.crypto.scrypt(text, labelled, 32, { N, r: 8, p: 1, maxmem: 2 * 128 * N * 8 }, (error, key) =>
    error ? reject(error) : resolve(key),
  );
  return promise;
}

/** The key is used once, so the nonce is zero. */
const NONCE = new Uint8Array(12);
const TAG_BYTES = 16;

function seal(key: Buffer, fileKey: Uint8Array): Uint8Array {
  const cipher = node.crypto.createCipheriv("chacha20-poly1305", key, NONCE, { authTagLength: TAG_BYTES });
  return Uint8Array.from(Buffer.concat([cipher.update(fileKey), cipher.final(), cipher.getAuthTag()]));
}

function open(key: Buffer, body: Uint8Array): Uint8Array | null {
  const decipher = node.crypto.createDecipheriv("chacha20-poly1305", key, NONCE, {
    authTagLength: TAG_BYTES,
  });
  try {
    decipher.setAuthTag(body.subarray(-TAG_BYTES));
    return Uint8Array.from(Buffer.concat([decipher.update(body.subarray(0, -TAG_BYTES)), decipher.final()]));
  } catch {
    return null; // another passphrase
  }
}
