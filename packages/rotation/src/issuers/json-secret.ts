import type { Secret } from "@confide/core";

import { IssuerError } from "../rotation-error.ts";
import type { IssuerValue } from "./issuer.ts";

/** The properties of a secret that is a JSON object; none of any other. */
export function propertiesIn(value: IssuerValue): Record<string, unknown> {
  const text = value.reveal("rotation");
  try {
    const object: unknown = JSON.parse(typeof text === "string" ? text : new TextDecoder().decode(text));
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
 * The secret with some properties replaced; all others stay.
 *
 * @throws IssuerError where the old secret is in another property too: readers of that would be cut off
 */
export function withProperties(
  value: IssuerValue,
  { properties, oldSecret, parts, rewrite }: Replacement,
): Secret {
  const others = Object.entries(propertiesIn(value)).filter(([name]) => !Object.hasOwn(properties, name));
  const rest = others.map(([name, each]) => {
    const changed = rewrite(each);
    if (holds(changed, oldSecret)) throw elsewhere(name, parts);
    return [name, changed] as const;
  });
  return value.map(() => JSON.stringify({ ...Object.fromEntries(rest), ...properties }));
}

/** As it is, or as an address has it. */
function holds(value: unknown, secret: string): boolean {
  if (typeof value === "string") return value.includes(secret) || value.includes(encodeURIComponent(secret));
  return (
    typeof value === "object" && value !== null && Object.values(value).some((each) => holds(each, secret))
  );
}

function elsewhere(property: string, [name, secret]: readonly [string, string]): IssuerError {
  const shown = /^[\w-]{1,40}$/.test(property) ? `its property ${property}` : "another property";
  return new IssuerError(
    `the secret has its ${secret} in ${shown} too, which would keep the old one: let the application build that from ${name} and ${secret}`,
  );
}
