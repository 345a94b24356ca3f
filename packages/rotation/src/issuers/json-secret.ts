import type { Secret } from "@confide/core";

import { spanOf } from "../json-property.ts";
import { IssuerError } from "../rotation-error.ts";
import type { IssuerValue } from "./issuer.ts";

/** The properties of a secret that is a JSON object; none of any other. */
export function propertiesIn(value: IssuerValue): Record<string, unknown> {
  try {
    const object: unknown = JSON.parse(plainText(value.reveal("rotation")));
    if (typeof object === "object" && object !== null && !Array.isArray(object)) return { ...object };
  } catch {
    // The parser's own message would quote the text.
  }
  return {};
}

/** Not an empty one, for which a client may take what its environment has: the admin's. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

export interface Replacement {
  /** What the properties are to be. */
  readonly properties: Readonly<Record<string, string>>;
  /** What must not be left anywhere. */
  readonly oldSecret: string;
  /** The names of what an application can build the other properties from, the secret's last. */
  readonly parts: readonly [string, string];
  /** How a property that is built from them changes. */
  readonly rewrite: (property: unknown) => unknown;
}

/**
 * The secret with some properties replaced; all others stay, character for character: a number that JavaScript can't hold too.
 *
 * @throws IssuerError where the old secret is in another property too: readers of that would be cut off
 */
export function withProperties(
  value: IssuerValue,
  { properties, oldSecret, parts, rewrite }: Replacement,
): Secret {
  const others = Object.entries(propertiesIn(value)).filter(([name]) => !Object.hasOwn(properties, name));
  const changed = others.flatMap(([name, each]) => {
    const other = rewrite(each);
    if (holds(other, oldSecret)) throw elsewhere(name, parts);
    return other === each ? [] : [[name, other] as const];
  });
  const replaced = [...changed, ...Object.entries(properties)];
  return value.map((whole) =>
    replaced.reduce((json, [name, each]) => withProperty(json, name, each), plainText(whole)),
  );
}

/** @param json an object that has the property */
function withProperty(json: string, name: string, value: unknown): string {
  const { start, end } = spanOf(json, [name]) ?? { start: 0, end: 0 };
  return json.slice(0, start) + JSON.stringify(value) + json.slice(end);
}

/** @throws TypeError for bytes that are no UTF-8, which would not stay as they are */
function plainText(value: string | Uint8Array): string {
  return typeof value === "string" ? value : new TextDecoder("utf-8", { fatal: true }).decode(value);
}

/** As it is, or as an address has it, whichever characters are escaped there. */
function holds(value: unknown, secret: string): boolean {
  if (typeof value === "string") return value.includes(secret) || percentDecoded(value).includes(secret);
  return (
    typeof value === "object" && value !== null && Object.values(value).some((each) => holds(each, secret))
  );
}

/** What is escaped wrongly stays as it is. */
function percentDecoded(text: string): string {
  return text.replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, (escaped) => {
    try {
      return decodeURIComponent(escaped);
    } catch {
      return escaped;
    }
  });
}

function elsewhere(property: string, [name, secret]: readonly [string, string]): IssuerError {
  const shown = /^[\w-]{1,40}$/.test(property) ? `its property ${property}` : "another property";
  return new IssuerError(
    `the secret has its ${secret} in ${shown} too, which would keep the old one: let the application build that from ${name} and ${secret}`,
  );
}
