import type { Identity, Recipient, Stanza } from "age-encryption";

import { base64 } from "./base64.ts";
import { bech32Key, bech32Text } from "./bech32.ts";
import { KEY_BYTES, privateKeyOf, publicHalfOf } from "./curve25519.ts";
import { node } from "./node.ts";
import { HeaderProblem } from "./problem.ts";
import type { MakeStanza } from "./scrypt.ts";
import { unwrapped, wrapped, WRAPPED_KEY_BYTES } from "./wrapped.ts";

/** A new X25519 key: the line of a key file, and its public half. */
export function newIdentity(): { readonly identity: string; readonly recipient: string } {
  const scalar = Uint8Array.from(node.crypto.randomBytes(KEY_BYTES));
  return {
    identity: bech32Text(scalar, IDENTITY_PREFIX).toUpperCase(),
    recipient: bech32Text(publicHalfOf(privateKeyOf(scalar)), "age"),
  };
}

/** The 32 bytes of an X25519 key. `undefined` for a key of another kind, and for one that isn't complete. */
export function scalarOf(identity: string): Uint8Array | undefined {
  return bech32Key(identity, IDENTITY_PREFIX);
}

/** Takes the place of the library's own identity of this kind. */
export function x25519Identity(scalar: Uint8Array): Identity {
  return {
    unwrapFileKey(stanzas) {
      for (const stanza of stanzas.filter(({ args: [kind] }) => kind === KIND_OF_STANZA)) {
        const fileKey = unwrapped(scalar, { share: shareOf(stanza), body: stanza.body });
        if (fileKey === "refused") throw new HeaderProblem("header");
        if (fileKey) return fileKey;
      }
      return null;
    },
  };
}

/** Takes the place of the library's own recipient of this kind. */
export function x25519Recipient(scalar: Uint8Array, makeStanza: MakeStanza): Recipient {
  const recipient = publicHalfOf(privateKeyOf(scalar));
  return {
    wrapFileKey(fileKey) {
      const { share, body } = wrapped(fileKey, recipient);
      return [makeStanza([KIND_OF_STANZA, base64(share)], body)];
    },
  };
}

const IDENTITY_PREFIX = "AGE-SECRET-KEY-";
const KIND_OF_STANZA = "X25519";

function shareOf({ args, body }: Stanza): Uint8Array {
  const [, encoded = ""] = args;
  const share = Buffer.from(encoded, "base64");
  const isCanonical = share.length === KEY_BYTES && base64(share) === encoded;
  if (args.length !== 2 || !isCanonical || body.length !== WRAPPED_KEY_BYTES)
    throw new HeaderProblem("header");
  return share;
}
