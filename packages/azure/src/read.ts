import type { KeyVaultSecret, SecretProperties } from "@azure/keyvault-secrets";
import {
  type CallContext,
  formatRef,
  Secret,
  type SecretRecord,
  type SecretRef,
  type SourceError,
} from "@confide/core/adapter";

import { call, type Connection } from "./client.ts";
import { failed, failureOf } from "./errors.ts";
import { KIND, placeOf, refusalOf, STAGED } from "./names.ts";
import { TAGS, versionOf } from "./tags.ts";

export const READER = "Key Vault Secrets User";

/** Reads one secret. Names that Key Vault would refuse never open a client. */
export async function getSecret(
  open: () => Promise<Connection>,
  vault: string,
  ref: SecretRef,
  context: CallContext,
): Promise<SecretRecord> {
  const refusal = refusalOf(ref);
  if (refusal) throw refusal;
  const text = formatRef(ref);
  const { name, version } = placeOf(ref);
  try {
    const secret = await call(await open(), context, (client, options) =>
      client.getSecret(name, { version, ...options }),
    );
    const { properties } = secret;
    // What stands between may mix answers up. Key Vault's names are the same in capitals.
    const isAsked = version === "" || versionOf(properties) === version;
    if (!isAsked || properties.name.toLowerCase() !== name.toLowerCase())
      throw failed("malformed", text, `${KIND} answered with another secret or version than was asked for`);
    return recordOf(secret, ref, text);
  } catch (error) {
    throw failureOf(error, { ref: text, context, vault, name, needs: READER });
  }
}

function recordOf({ value, properties }: KeyVaultSecret, ref: SecretRef, text: string): SecretRecord {
  const version = ref.version?.startsWith(STAGED) ? ref.version : versionOf(properties);
  if (value === undefined || version === "")
    throw failed("malformed", text, `${KIND} answered without a ${version === "" ? "version" : "value"}`);
  const outside = outsideItsTime(properties, text);
  if (outside) throw outside;
  const { createdOn, expiresOn, tags } = properties;
  return {
    value: new Secret(tags?.[TAGS.encoding] === "base64" ? bytesOf(value, text) : value),
    version,
    ...(createdOn && { createdAt: createdOn }),
    ...(expiresOn && { expiresAt: expiresOn }),
  };
}

/** Key Vault only notes these two dates, and returns the value anyway. confide enforces them. */
function outsideItsTime({ notBefore, expiresOn }: SecretProperties, ref: string): SourceError | undefined {
  const nowMs = Date.now();
  if (expiresOn && expiresOn.getTime() <= nowMs)
    return failed("disabled", ref, `${ref} in ${KIND} expired at ${expiresOn.toISOString()}`);
  if (notBefore && notBefore.getTime() > nowMs)
    return failed("disabled", ref, `${ref} in ${KIND} is not to be used before ${notBefore.toISOString()}`);
  return undefined;
}

/** Bytes are kept as `az keyvault secret set --encoding base64` keeps them. */
function bytesOf(value: string, ref: string): Uint8Array {
  if (!/^[A-Za-z0-9+/]*={0,2}$/.test(value))
    throw failed("malformed", ref, `${ref} in ${KIND} is tagged as base64, and isn't`);
  return Uint8Array.from(Buffer.from(value, "base64"));
}
