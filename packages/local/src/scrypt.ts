import type { Identity, Recipient, Stanza } from "age-encryption";

import { base64 } from "./base64.ts";
import { decrypted, encrypted, ZERO_NONCE } from "./chacha20.ts";
import { node } from "./node.ts";
import { HeaderProblem } from "./problem.ts";
import { WRAPPED_KEY_BYTES } from "./wrapped.ts";

/**
 * age's passphrases (its `scrypt` stanza), by Node's own scrypt: the library's blocks the event loop, and takes one and a half times
 * as long. The file is the same.
 */
export interface Passphrase {
  readonly identity: Identity;
  readonly recipient: Recipient;
}

export type MakeStanza = (parameters: string[], body: Uint8Array) => Stanza;

const SCRYPT_LABEL = "age-encryption.org/v1/scrypt";
/** 2^20 takes 1 GiB of memory: with more, a file could exhaust the memory of the process that opens it. */
export const MOST_WORK = 20;
const SALT_BYTES = 16;

export function passphraseOf(text: string, workFactor: number, makeStanza: MakeStanza): Passphrase {
  return {
    identity: {
      async unwrapFileKey(stanzas) {
        mustBeAlone(stanzas);
        const stanza = stanzas.find(isScrypt);
        if (!stanza) return null;
        const { salt, logN } = parametersOf(stanza);
        return fileKeyOf(await derivedKey(text, salt, logN), stanza.body);
      },
    },
    recipient: {
      async wrapFileKey(fileKey) {
        const salt = node.crypto.randomBytes(SALT_BYTES);
        const body = encrypted(await derivedKey(text, salt, workFactor), ZERO_NONCE, fileKey);
        return [makeStanza(["scrypt", base64(salt), String(workFactor)], Uint8Array.from(body))];
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

/** What it may cost is judged before, by `MOST_WORK`: Node needs no limit of its own. */
function derivedKey(text: string, salt: Buffer, logN: number): Promise<Buffer> {
  const N = 2 ** logN;
  const labelled = Buffer.concat([Buffer.from(SCRYPT_LABEL), salt]);
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  node.crypto.scrypt(text, labelled, 32, { N, r: 8, p: 1, maxmem: Number.MAX_SAFE_INTEGER }, (error, key) =>
    error ? reject(error) : resolve(key),
  );
  return promise;
}

/** `null`: another passphrase. */
function fileKeyOf(key: Buffer, body: Uint8Array): Uint8Array | null {
  const fileKey = decrypted(key, ZERO_NONCE, body);
  return fileKey ? Uint8Array.from(fileKey) : null;
}
