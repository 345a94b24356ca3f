import type { Missing } from "../contract/source.ts";
import type { Outcome, SecretRecord } from "../contract/store.ts";
import { formatProperty, formatRef, type SecretRef } from "../model/ref.ts";
import type { Setting } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import { peek, type Secret } from "../secret/secret.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import { isPlainObject, parseJson } from "../util/safe-json.ts";
import { byNearness, didYouMean, list, nearest } from "../util/text.ts";

/** What a store was asked for one setting, and what it said. */
export interface StoreAsk {
  readonly setting: Setting;
  readonly ref: SecretRef;
  /** The ref is the setting's own, not its group's. */
  readonly isOwn: boolean;
  readonly outcome: Outcome<SecretRecord> | undefined;
}

/** Why the store has nothing for a setting: no such secret, or no such property. */
export function whyMissingIn(
  { setting: { path }, ref, isOwn, outcome }: StoreAsk,
  source: string,
): Missing | undefined {
  if (outcome?.error?.reason === "not-found") {
    const { message, fix = "create it there, or say in refs where it is" } = outcome.error;
    return { path, why: `${message}: ${fix}` };
  }
  const lack = outcome?.value && lackOf(outcome.value.value, ref);
  if (!lack) return undefined;
  const otherwise = isOwn ? "say in refs which one is meant" : "add it to the secret";
  const fix = lack.meant === undefined ? otherwise : didYouMean(formatProperty([lack.meant]));
  return { path, why: `${source} ${lack.text}; ${fix}` };
}

/** A default or a later source would silently take the place of a property whose name is misspelt in `refs`. */
export function misspeltProperty(
  { setting: { path }, ref, isOwn, outcome }: StoreAsk,
  source: string,
): Warning | undefined {
  const lack = isOwn && outcome?.value ? lackOf(outcome.value.value, ref) : undefined;
  if (lack?.meant === undefined) return undefined;
  return {
    kind: "unknown-name",
    path,
    message: `${source} ${lack.text}`,
    origin: { source, location: formatRef(ref) },
    fix: didYouMean(formatProperty([lack.meant])),
  };
}

/** A property that a JSON secret lacks. */
interface PropertyLack {
  /** `prod/stripe has no apiKye: it has apiKey and 2 more`. Names of properties are no values. */
  readonly text: string;
  /** The property that was probably meant. */
  readonly meant?: string;
}

/** What a JSON secret has in place of the property that a ref names; `undefined` where it has that, or is no JSON. */
export function lackOf(secret: Secret<string | Uint8Array>, ref: SecretRef): PropertyLack | undefined {
  const { property = [] } = ref;
  let held = jsonInSecret(secret);
  for (const [depth, segment] of property.entries()) {
    if (!isPlainObject(held) && !Array.isArray(held)) return undefined;
    if (!Object.hasOwn(held, segment))
      return lackAt(held, { ...ref, property: property.slice(0, depth) }, segment);
    held = Reflect.get(held, segment) as unknown;
  }
  return undefined;
}

/** A JSON object's own names; `undefined` for whatever else a secret holds. */
export function propertyNamesOf(secret: Secret<string | Uint8Array>): readonly string[] | undefined {
  const content = peek(secret);
  // Most secrets are none: to find that out by parsing them would take a load longer than all the rest.
  if (typeof content === "string" && !/^\s*\{/.test(content)) return undefined;
  const held = jsonInSecret(secret);
  return isPlainObject(held) ? Object.keys(held) : undefined;
}

function jsonInSecret(secret: Secret<string | Uint8Array>): unknown {
  const text = peek(secret);
  const parsed = parseJson(typeof text === "string" ? text : new TextDecoder().decode(text));
  return parsed.failure === undefined ? parsed.value : undefined;
}

function lackAt(holder: object, { property = [], ...ref }: SecretRef, segment: string): PropertyLack {
  const place = formatRef(property.length === 0 ? ref : { ...ref, property });
  const names = Array.isArray(holder) ? [] : Object.keys(holder);
  const meant = nearest(segment, names.filter(isPlausibleName));
  const has = Array.isArray(holder) ? "it is a list" : `it has ${namesNear(segment, names)}`;
  const text = `${place} has no ${formatProperty([segment])}: ${has}`;
  return { text, ...(meant !== undefined && { meant }) };
}

const MOST_PROPERTIES = 5;

/** The nearest first. What doesn't look like a name may be a part of a value. */
export function namesNear(wanted: string, names: readonly string[]): string {
  if (names.length === 0) return "no properties";
  const shown = byNearness(wanted, names.filter(isPlausibleName)).slice(0, MOST_PROPERTIES);
  const more = names.length - shown.length;
  if (shown.length === 0) return `${more} ${more === 1 ? "property" : "properties"}, not shown`;
  return list([...shown, ...(more === 0 ? [] : [`${more} more`])]);
}
