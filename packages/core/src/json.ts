/** What `parseJson` brings: the value, or why not, in words that quote nothing. */
export type Parsed = { readonly value: unknown; readonly failure?: never } | { readonly failure: string };

const REFUSED: ReadonlySet<string> = new Set(["__proto__", "constructor", "prototype"]);

/** Names that could change an object's prototype are refused everywhere, as path segments and as keys. */
export function isRefusedName(name: string): boolean {
  return REFUSED.has(name);
}

/** `JSON.parse`, but its errors quote the text, which may be a secret: neither message nor cause is kept. */
export function parseJson(text: string): Parsed {
  try {
    return refuseNames(JSON.parse(text));
  } catch {
    return { failure: "is not valid JSON" };
  }
}

/** The same guard for a value that something else has parsed (YAML, TOML, a program). */
export function refuseNames(value: unknown): Parsed {
  const failure = refusal(value);
  return failure === undefined ? { value } : { failure };
}

/** Deep enough for any configuration, and shallow enough that what walks it later may recurse. */
const MOST_LEVELS = 200;

/** A loop, not recursion: JSON may be nested deeper than the stack. A set, as what is shared would double each level. */
function refusal(value: unknown): string | undefined {
  let level = new Set(isObject(value) ? [value] : []);
  for (let depth = 0; level.size > 0; depth++) {
    if (depth === MOST_LEVELS) return `is nested more than ${MOST_LEVELS} levels deep`;
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
  if (Array.isArray(object)) {
    for (const item of object) if (isObject(item)) next.add(item);
  } else if (isPlainObject(object)) {
    for (const key of Object.keys(object)) {
      if (isRefusedName(key)) return key;
      const value = object[key];
      if (isObject(value)) next.add(value);
    }
  }
  return undefined;
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
