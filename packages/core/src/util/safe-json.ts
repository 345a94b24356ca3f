import { hasLongNumber, mayHoldNameTwice, nameTwiceAt, parseExactly } from "./json-text.ts";
import { isObject } from "./objects.ts";

/** What `parseJson` returns: the value, or why not, in words that quote nothing. */
export type ParsedJson = { readonly value: unknown; readonly failure?: never } | { readonly failure: string };

const REFUSED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Names that could change an object's prototype are refused everywhere, as path segments and as keys. */
export function isUnsafeKey(name: string): boolean {
  return REFUSED.has(name);
}

export const NOT_JSON = "is not valid JSON";

/** `JSON.parse` without its losses. Its errors quote the text, which may be a secret: neither message nor cause is kept. */
export function parseJson(text: string): ParsedJson {
  try {
    const parsed = refuseUnsafeKeys(JSON.parse(text));
    if (parsed.failure !== undefined) return parsed;
    if (mayHoldNameTwice(text, parsed.value) && nameTwiceAt(text) !== undefined)
      return { failure: NAME_TWICE };
    return hasLongNumber(text) ? { value: parseExactly(text) } : parsed;
  } catch {
    return { failure: NOT_JSON };
  }
}

export const NAME_TWICE = "holds a name twice";

/** The same guard for a value that something else has parsed (YAML, TOML, a program). */
export function refuseUnsafeKeys(value: unknown): ParsedJson {
  const failure = jsonRefusal(value);
  return failure === undefined ? { value } : { failure };
}

/** Deep enough for any configuration, and shallow enough that what walks it later may recurse. */
const MOST_JSON_LEVELS = 200;

/** A loop, not recursion: JSON may be nested deeper than the stack. A set, as what is shared would double each level. */
function jsonRefusal(value: unknown): string | undefined {
  let level = new Set(isObject(value) ? [value] : []);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth === MOST_JSON_LEVELS) return `is nested more than ${MOST_JSON_LEVELS} levels deep`;
    const next = new Set<object>();
    for (const each of level) {
      const refused = collect(each, next);
      if (refused !== undefined) return `holds the name ${refused}, which is refused`;
    }
    level = next;
  }
  return undefined;
}

function collect(object: object, next: Set<object>): string | undefined {
  const names = namesOf(object);
  for (const name of names) {
    if (typeof name === "string" && isUnsafeKey(name)) return name;
    if (isObject(name)) next.add(name);
  }
  for (const value of childrenOf(object, names)) if (isObject(value)) next.add(value);
  return undefined;
}

/** The keys of objects and maps, and what a set holds: YAML writes a set as the keys of a map. */
function namesOf(object: object): readonly unknown[] {
  if (Array.isArray(object)) return [];
  if (object instanceof Map || object instanceof Set) return [...object.keys()];
  return hasNames(object) ? propertyNames(object) : [];
}

function childrenOf(object: object, names: readonly unknown[]): Iterable<unknown> {
  if (Array.isArray(object) || object instanceof Set) return object;
  if (object instanceof Map) return object.values();
  return names.map((name): unknown => Reflect.get(object, String(name)));
}

/** Also what it inherits: code that reads a property doesn't ask whose it is. */
function propertyNames(object: object): string[] {
  const names: string[] = [];
  for (const name in object) names.push(name);
  return names;
}

/** Of a plain object, of any realm, or one that was made of another by `Object.create`. An instance of a class is a value. */
function hasNames(object: object): boolean {
  const prototype: unknown = Object.getPrototypeOf(object);
  if (typeof prototype !== "object" || prototype === null) return true;
  const own = Object.getOwnPropertyDescriptor(prototype, "constructor");
  return Object.getPrototypeOf(prototype) === null || typeof own?.value !== "function";
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
