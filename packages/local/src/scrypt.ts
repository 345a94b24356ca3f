import type { Identity, Recipient, Stanza } from "age-encryption";

import { node } from "./node.ts";
import { HeaderProblem } from "./problem.ts";

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
export const MOST_WORK = 20;
const SALT_BYTES = 16;
const WRAPPED_KEY_BYTES = 32; // 16 of the file's key, and its tag

export function passphraseOf(text: string, workFactor: number, makeStanza: MakeStanza): Passphrase {
  return {
    identity: {
      async unwrapFileKey(stanzas) {
        mustBeAlone(stanzas);
        const stanza = stanzas.find(isScrypt);
        if (!stanza) return null;
        const { salt, logN } = parametersOf(stanza);
        return open(await keyOf(text, salt, logN), stanza.body);
      },
    },
    recipient: {
      async wrapFileKey(fileKey) {
        const salt = node.crypto.randomBytes(SALT_BYTES);
        const body = seal(await keyOf(text, salt, workFactor), fileKey);
        return [makeStanza(["scrypt", base64(salt), String(workFactor)], body)];
      },
    },
  };
}

/**
 * A file for a passphrase is for nobody else: that it opens shows who wrote it. The library looks only when it tries a
 * passphrase; this identity looks when a key is tried, and opens nothing.
 */
export const passphrasesAlone: Identity = {
  unwrapFileKey(stanzas) {
    mustBeAlone(stanzas);
    return null;
  },
};

function mustBeAlone(stanzas: readonly Stanza[]): void {
  if (stanzas.length > 1 && stanzas.some(isScrypt)) throw new HeaderProblem("header");
}

function isScrypt({ args: [kind] }: Stanza): boolean {
  return kind === "scrypt";
}

function parametersOf({ args, body }: Stanza): { readonly salt: Buffer; readonly logN: number } {
  const [, encoded = "", work = ""] = args;
  const salt = Buffer.from(encoded, "base64");
  const isCanonical = salt.length === SALT_BYTES && base64(salt) === encoded;
  if (args.length !== 3 || !isCanonical || !/^[1-9]\d*$/.test(work) || body.length !== WRAPPED_KEY_BYTES)
    throw new HeaderProblem("header");
  const logN = Number(work);
  if (logN > MOST_WORK) throw new HeaderProblem("work");
  return { salt, logN };
}

function base64(bytes: Buffer): string {
  return bytes.toString("base64").replace(/=+$/, "");
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
