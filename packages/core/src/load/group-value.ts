import type { Origin } from "../model/problem.ts";
import { formatProperty, parseProperty } from "../model/ref.ts";
import { isSecret, revealed, Secret } from "../secret/secret.ts";
import { isPlainObject, type ParsedJson, parseJson, refuseUnsafeKeys } from "../util/safe-json.ts";
import { isOfStore } from "./bare-secrets.ts";

/** A group's own value: an object, or text that is JSON. What a program has wrapped stays wrapped, property by property. */
export function parseGroup(given: unknown, origin: Origin): ParsedJson {
  const parsed = parsedGroup(revealed(given));
  if (!isSecret(given) || isOfStore(origin) || parsed.failure !== undefined) return parsed;
  if (!isPlainObject(parsed.value)) return parsed;
  const wrapped = Object.entries(parsed.value).map(([key, each]) => [key, new Secret(each)] as const);
  return { value: Object.fromEntries(wrapped) };
}

function parsedGroup(value: unknown): ParsedJson {
  const text = value instanceof Uint8Array ? new TextDecoder().decode(value) : value;
  if (typeof text === "string") {
    const parsed = parseJson(text.trim());
    return parsed.failure === undefined
      ? parsed
      : { failure: `expected a JSON object: the text ${parsed.failure}` };
  }
  return refuseUnsafeKeys(text);
}

/** As a ref is written: `prod/database#password`, deeper `prod/app#/database/password`, also below a property. */
export function withProperty({ location }: Origin, below: readonly string[]): { readonly location?: string } {
  if (location === undefined) return {};
  const hash = location.indexOf("#");
  if (hash === -1) return { location: `${location}#${formatProperty(below)}` };
  const above = parseProperty(location.slice(hash + 1));
  return { location: `${location.slice(0, hash)}#${formatProperty([...above, ...below])}` };
}

/** Why a value is none of a group. As `database:` with nothing below it in YAML. */
export function noGroup(value: unknown): string {
  return value === null
    ? "is empty (null), and has to be an object: fill it, or take it out"
    : "expected a JSON object";
}
