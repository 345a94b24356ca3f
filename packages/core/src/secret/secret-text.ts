import { holdsPromise, revealed, Secret } from "./secret.ts";

/**
 * Joins texts and Secrets to a `Secret`.
 *
 * @example
 * ```ts
 * import { Secret, secretText } from "@confide/core";
 *
 * const token = new Secret("…", "token");
 * const headers = { authorization: secretText`Bearer ${token}`.reveal() };
 * ```
 */
export function secretText(texts: TemplateStringsArray, ...parts: readonly SecretPart[]): Secret {
  return joinedSecret(texts, parts, String);
}

/**
 * As `secretText`, with each part URL-encoded.
 *
 * @example
 * ```ts
 * import { Secret, secretUrl } from "@confide/core";
 *
 * const password = new Secret("a/b@c", "password");
 * const url = secretUrl`postgresql://app:${password}@${"db.example"}/app`;
 * ```
 */
export function secretUrl(texts: TemplateStringsArray, ...parts: readonly SecretPart[]): Secret {
  return joinedSecret(texts, parts, (part) => encodeURIComponent(part.toWellFormed()));
}

export type SecretPart = string | number | bigint | boolean | Secret | Secret<number> | Secret<bigint>;

function joinedSecret(
  texts: TemplateStringsArray,
  parts: readonly SecretPart[],
  encode: (part: string) => string,
) {
  const encoded = parts.map((part, index) => encode(partText(revealed(part), index)));
  return new Secret(texts.reduce((text, next, index) => text + encoded[index - 1] + next));
}

/** Objects have a text too, `[object Promise]`, and a copy of a Secret has `[secret]`: neither is what was meant. */
function partText(part: unknown, index: number): string {
  if (["string", "number", "bigint", "boolean"].includes(typeof part)) return String(part);
  const isPromise = holdsPromise(part);
  throw new TypeError(
    `part ${index + 1} of a secret text is ${isPromise ? "a promise: await it first" : "no text, number, boolean or Secret of one"}`,
  );
}
