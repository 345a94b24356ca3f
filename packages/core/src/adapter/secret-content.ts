import { isSecret, peek, type Secret } from "../secret/secret.ts";

/**
 * What `put` is given, before anything is asked or written. A program without types would else get an error about the
 * disk, or the vendor's answer.
 *
 * @throws TypeError for what is no Secret of a string or of bytes
 *
 * @example
 * ```ts
 * import { Secret } from "@confide/core";
 * import { checkSecretContent } from "@confide/core/adapter";
 *
 * const value: unknown = new Secret("…");
 * checkSecretContent("etcd", value); // value: Secret<string | Uint8Array>
 * ```
 */
export function checkSecretContent(
  store: string,
  value: unknown,
): asserts value is Secret<string | Uint8Array> {
  const content = isSecret(value) ? peek(value) : undefined;
  if (typeof content === "string" || content instanceof Uint8Array) return;
  const given = isSecret(value) ? `a Secret of ${kindOfContent(content)}` : kindOfContent(value);
  throw new TypeError(
    `put() of ${store} takes a Secret of a string or of bytes, new Secret("…"), and was given ${given}`,
  );
}

function kindOfContent(value: unknown): string {
  if (value === undefined || value === null) return String(value);
  if (typeof value === "object") return Array.isArray(value) ? "a list" : "an object";
  return `a ${typeof value}`;
}
