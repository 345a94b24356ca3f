import { isSecret, peek, type Secret } from "../secret/secret.ts";

/**
 * What `put` is given, before anything is asked or written. Types say it; a program without types would be told of the disk,
 * or of the vendor's answer.
 *
 * @throws TypeError for what is no Secret of a string or of bytes
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
