import { SourceError } from "./errors.ts";
import { isUnsafeKey } from "../util/safe-json.ts";
import { printable } from "../util/text.ts";

/** The name of one secret in a store, with version and property: `prod/stripe?version=AWSPREVIOUS#apiKey`. */
export interface SecretRef {
  readonly name: string;
  /**
   * A version id or number, a stage, label or alias: whatever the store calls it.
   *
   * @default the current one
   */
  readonly version?: string;
  /**
   * The way to a property of a JSON secret.
   *
   * @default the whole secret
   */
  readonly property?: readonly string[];
}

/**
 * Reads `name?version=…#property`. The property is a plain name, or a JSON pointer (RFC 6901) when it begins with `/`.
 * A `#`, `?` or `%` in a name is written as `%23`, `%3F` or `%25`.
 *
 * @throws SourceError `invalid-ref`
 *
 * @example
 * ```ts
 * import { parseRef } from "@confide/core/adapter";
 *
 * const { name, version, property } = parseRef("prod/stripe?version=2#apiKey");
 * console.log(name, version, property); // prod/stripe 2 [ 'apiKey' ]
 * ```
 */
export function parseRef(text: string): SecretRef {
  const [, name = "", query, fragment] = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/su.exec(text) ?? [];
  if (name === "") throw invalidRef(text, "it has no name");
  const version = query === undefined ? undefined : versionParameter(text, query);
  const property = fragment === undefined ? undefined : propertyIn(text, fragment);
  return {
    name: unescapeName(name),
    ...(version !== undefined && { version }),
    ...(property && { property }),
  };
}

/**
 * The text that `parseRef` reads.
 *
 * @example
 * ```ts
 * import { formatRef } from "@confide/core/adapter";
 *
 * console.log(formatRef({ name: "prod/stripe", property: ["apiKey"] })); // prod/stripe#apiKey
 * ```
 */
export function formatRef({ name, version, property }: SecretRef): string {
  const query = version === undefined ? "" : `?version=${encodeURIComponent(version)}`;
  return `${escape(name)}${query}${property === undefined ? "" : `#${formatProperty(property)}`}`;
}

export function formatProperty(property: readonly string[]): string {
  const [only = ""] = property;
  if (property.length === 1 && only !== "" && !only.startsWith("/")) return only;
  return property.map((segment) => `/${segment.replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

function versionParameter(text: string, query: string): string {
  const parameters = new URLSearchParams(query);
  const [version, ...more] = parameters.getAll("version");
  if (version === undefined || version === "") throw invalidRef(text, "after ? it needs version=…");
  if (more.length > 0 || parameters.size > 1)
    throw invalidRef(text, "after ? it takes one version=… and nothing else");
  return version;
}

function propertyIn(text: string, fragment: string): readonly string[] {
  if (fragment === "") throw invalidRef(text, "after # it needs a property");
  const segments = parseProperty(fragment);
  const refused = segments.find(isUnsafeKey);
  if (refused !== undefined) throw invalidRef(text, `the property ${refused} is refused`);
  return segments;
}

/** The way that `formatProperty` wrote. */
export function parseProperty(fragment: string): readonly string[] {
  if (!fragment.startsWith("/")) return [fragment];
  const segments = fragment.slice(1).split("/");
  return segments.map((segment) => segment.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function invalidRef(text: string, why: string): SourceError {
  const message = `${printable(text)} is no ref: ${why} (name?version=…#property)`;
  return new SourceError({ reason: "invalid-ref", message, ref: printable(text) });
}

function escape(name: string): string {
  return name.replaceAll("%", "%25").replaceAll("?", "%3F").replaceAll("#", "%23");
}

function unescapeName(name: string): string {
  return name.replaceAll(/%3F/gi, "?").replaceAll("%23", "#").replaceAll("%25", "%");
}
