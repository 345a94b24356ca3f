import { scalarOf } from "./identity.ts";
import { node } from "./node.ts";
import { unwrapped } from "./wrapped.ts";

/**
 * The key of a file whose header names one of these identities, by Node's own crypto: loading and warming up the
 * library's crypto takes five times as long as the rest of a read. `undefined` for anything but the plain case (another
 * kind of key or recipient, a changed header, a key that doesn't fit): then the library decides.
 */
export function fileKeyIn(header: Uint8Array, identities: readonly string[]): Uint8Array | undefined {
  const text = Buffer.from(header).toString("latin1");
  const [, stanzas = "", mac = ""] = HEADER.exec(text) ?? [];
  const scalars = identities.map(scalarOf);
  for (const scalar of scalars) {
    if (!scalar) return undefined;
    for (const [, share = "", body = ""] of stanzas.matchAll(STANZA)) {
      const fileKey = unwrapped(scalar, {
        share: Buffer.from(share, "base64"),
        body: Buffer.from(body, "base64"),
      });
      if (fileKey === "refused") return undefined;
      if (fileKey) return isAuthentic(header, mac, fileKey) ? fileKey : undefined;
    }
  }
  return undefined;
}

/** 32 bytes in base64, in the one text that they have: two bits of the last letter are over, and zero. */
export const BYTES_32 = "[A-Za-z0-9+/]{42}[AEIMQUYcgkosw048]";
/** Nothing but recipients of this kind: age's rules for the others are the library's to keep. */
const HEADER = new RegExp(
  `^age-encryption\\.org/v1\n((?:-> X25519 ${BYTES_32}\n${BYTES_32}\n)+)--- (${BYTES_32})\n$`,
);
const STANZA = /-> X25519 (.{43})\n(.{43})\n/g;

/** The last line vouches for all before it, and for its own three dashes. Compared as text, of which each mac has but one. */
function isAuthentic(header: Uint8Array, mac: string, fileKey: Uint8Array): boolean {
  const { createHmac, hkdfSync, timingSafeEqual } = node.crypto;
  const key = new Uint8Array(hkdfSync("sha256", fileKey, "", "header", 32));
  const signed = header.subarray(0, header.length - ` ${mac}\n`.length);
  const right = createHmac("sha256", key).update(signed).digest("base64").slice(0, mac.length);
  return timingSafeEqual(Buffer.from(right), Buffer.from(mac));
}
