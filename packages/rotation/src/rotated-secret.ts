import { Secret } from "@confide/core";
import { formatRef, parseRef, SourceError } from "@confide/core/adapter";

import type { IssuerValue } from "./issuers/issuer.ts";
import { spanOf } from "./json-property.ts";
import { IssuerError, RotationError } from "./rotation-error.ts";

/** What a rotation replaces: a secret, or one property of a JSON secret. */
export interface RotatedSecret {
  /** In the store. */
  readonly name: string;
  /** As notes have it: what follows the `#` of a ref. */
  readonly property: string | undefined;
  /** The rotated part of a version's value. @throws SourceError `malformed` where a JSON secret doesn't hold it */
  readonly partOf: (whole: IssuerValue, purpose?: string) => IssuerValue;
  /** A version's value with another part, and everything else unchanged. */
  readonly withPart: (whole: IssuerValue, part: IssuerValue) => IssuerValue;
}

/** @param text `prod/app`, or `prod/app#apiKey` @throws SourceError `invalid-ref` */
export function rotatedSecret(text: string, store: string): RotatedSecret {
  const { name, version, property: path } = parseRef(text);
  if (version !== undefined)
    throw new RotationError({
      step: "plan",
      name: text,
      store,
      message: `${text} names a version, and a rotation makes one`,
      fix: "leave the version out",
    });
  if (!path) return { name, property: undefined, partOf: (whole) => whole, withPart: (_, part) => part };
  const property = formatRef({ name: "", property: path }).slice(1);
  const lacking = () =>
    new SourceError({
      reason: "malformed",
      message: `${name} in ${store} holds no JSON object with a string at #${property}`,
      store,
      ref: text,
    });

  function placeIn(whole: IssuerValue, purpose?: string) {
    const json = utf8TextOf(whole, purpose);
    const span = json !== undefined && isJson(json) ? spanOf(json, path ?? []) : undefined;
    if (json === undefined || span?.start === undefined || json[span.start] !== '"') throw lacking();
    return { json, ...span };
  }

  return {
    name,
    property,
    partOf(whole, purpose) {
      const { json, start, end } = placeIn(whole, purpose);
      return new Secret(JSON.parse(json.slice(start, end)) as string, text);
    },
    withPart(whole, part) {
      const { json, start, end } = placeIn(whole);
      const made = utf8TextOf(part);
      if (made === undefined)
        throw new IssuerError(
          `what was made for ${text} are bytes that are no text, and JSON has only texts`,
        );
      const changed = json.slice(0, start) + JSON.stringify(made) + json.slice(end);
      const isText = typeof whole.reveal("rotation") === "string";
      return new Secret(isText ? changed : new TextEncoder().encode(changed), name);
    },
  };
}

/** The same value, called as what is rotated: so an audit names it, whoever made it. */
export function named(value: IssuerValue, ref: string): IssuerValue {
  return value.map((content) => content, ref);
}

/** `undefined` for bytes that are no UTF-8: they would not stay as they are. */
function utf8TextOf(value: IssuerValue, purpose = "rotation"): string | undefined {
  const revealed = value.reveal(purpose);
  if (typeof revealed === "string") return revealed;
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(revealed);
  } catch {
    return undefined;
  }
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false; // the parser's own message would quote the text
  }
}
