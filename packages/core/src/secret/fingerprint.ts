import type { KeyObject } from "node:crypto";

import { builtin, builtinIfThere } from "../util/builtin.ts";
import { canonicalText, identityOf } from "./canonical-text.ts";

let processKey: KeyObject | undefined;

/**
 * Differs where contents differ, and says nothing else to a reader without the key: by default a random one of this
 * process. In a runtime without `node:crypto` it is that of the holder, the same for no other.
 */
export function fingerprint(value: unknown, key?: KeyObject, holder: object = {}): string {
  const crypto = builtinIfThere("node:crypto");
  if (!crypto) return identityOf(holder);
  const hash = crypto.createHmac("sha256", key ?? ownKey()).update(canonicalText(value));
  return hash.digest("base64url").slice(0, 16);
}

function ownKey(): KeyObject {
  return (processKey ??= keyOf(globalThis.crypto.getRandomValues(new Uint8Array(32))));
}

/** Made once: from bytes each time, Node takes ten times as long. */
export function keyOf(bytes: Uint8Array): KeyObject {
  return builtin("node:crypto").createSecretKey(bytes);
}

/** By the part of an event that tells of them. Who is given an event can't get at these; `auditFile` has a key of its own. */
const values = new WeakMap<object, unknown>();

/** Adds the fingerprint of what an event tells of. */
export function withFingerprint<T extends object>(audited: T, value: unknown): T & { fingerprint: string } {
  values.set(audited, value);
  return Object.assign(audited, { fingerprint: fingerprint(value) });
}

/** The fingerprint under another key, of an event that has one. */
export function fingerprintUnder(key: KeyObject, audited: object): string | undefined {
  return values.has(audited) ? fingerprint(values.get(audited), key) : undefined;
}
