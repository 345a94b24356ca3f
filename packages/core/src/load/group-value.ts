import type { Origin } from "../model/problem.ts";
import { formatProperty, parseProperty } from "../model/ref.ts";
import { parseJson, refuseUnsafeKeys } from "../util/safe-json.ts";

/** A group's own value: an object, or text that is JSON. */
export function parseGroup(value: unknown) {
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
