import { Secret } from "@confide/core/adapter";

import { failure } from "./errors.ts";
import type { Fields } from "./reply.ts";

/**
 * The form of a value in Vault, which keeps fields, not strings. A JSON object is its fields, as `vault kv put` makes
 * them. Any other string, and bytes, are one field with a name that nobody uses by chance.
 */
export type Content = string | Uint8Array;

const TEXT = "confide:text";
const BASE64 = "confide:base64";
/** In each version that confide writes: under which idempotency key. Together with the value, so that no crash parts them. */
const PUT = "confide:put";
/** In a pending value: the version that it will be. */
const BECOMES = "confide:becomes";

/** What applications get: a text, JSON where there are fields, or bytes. */
export function contentOf(data: Fields): Secret<Content> {
  const { [PUT]: _put, [BECOMES]: _becomes, ...own } = data;
  const { [TEXT]: text, [BASE64]: base64 } = own;
  if (typeof text === "string") return new Secret<Content>(text);
  if (typeof base64 === "string") return new Secret<Content>(new Uint8Array(Buffer.from(base64, "base64")));
  return new Secret<Content>(jsonOf(own));
}

/** Reading JSON has no limit of depth, writing it has. */
function jsonOf(own: Fields): string {
  try {
    return JSON.stringify(own);
  } catch (error) {
    throw failure("malformed", "it is nested too deeply", { cause: error });
  }
}

export function dataOf(value: Secret<Content>, idempotencyKey: string): Fields {
  const content = value.reveal("put");
  const own =
    typeof content === "string" ? fieldsOf(content) : { [BASE64]: Buffer.from(content).toString("base64") };
  return { ...own, [PUT]: idempotencyKey };
}

export function putKeyOf(data: Fields): string | undefined {
  const key = data[PUT];
  return typeof key === "string" ? key : undefined;
}

export function withBecomes(data: Fields, version: number): Fields {
  return { ...data, [BECOMES]: String(version) };
}

/** The version that a pending value will be, and the value as it will be stored then. */
export function pendingOf(data: Fields): { readonly version: string; readonly data: Fields } | undefined {
  const { [BECOMES]: version, ...rest } = data;
  return typeof version === "string" ? { version, data: rest } : undefined;
}

/** Vault may return the fields in another order. */
export function sameData(a: Fields, b: Fields): boolean {
  return sorted(a) === sorted(b);
}

/** Only JSON that comes back as it is, but for the order of its names: 1.0 would become 1. */
function fieldsOf(text: string): Fields {
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    if (isObject && Object.keys(value).length > 0 && JSON.stringify(value) === text) return value as Fields;
  } catch {
    // no JSON, so a text
  }
  return { [TEXT]: text };
}

function sorted(value: unknown): string {
  return JSON.stringify(value, (_name, each: unknown) =>
    typeof each === "object" && each !== null && !Array.isArray(each)
      ? Object.fromEntries(
          Object.keys(each)
            .sort()
            .map((name) => [name, Reflect.get(each, name) as unknown]),
        )
      : each,
  );
}
