import { applyEdits, type JSONPath, modify } from "jsonc-parser";

/** An object's JSON with a text in the place of one property. All else stays as it is written, long numbers too. */
export function withProperty(json: string, property: readonly string[], text: string): string {
  return applyEdits(json, modify(json, pathIn(JSON.parse(json), property), text, {}));
}

/** Whether it is JSON in which the property has, or could get, its place. */
export function hasRoomFor(json: string | Uint8Array, property: readonly string[]): boolean {
  if (typeof json !== "string") return false;
  try {
    return isHolder(property.slice(0, -1).reduce(partOf, JSON.parse(json) as unknown));
  } catch {
    return false;
  }
}

/** What isn't there would be an object; `undefined` for what can hold nothing. */
function partOf(held: unknown, name: string): unknown {
  const part: unknown = isHolder(held) && Object.hasOwn(held, name) ? Reflect.get(held, name) : {};
  return isHolder(held) && isHolder(part) ? part : undefined;
}

function isHolder(held: unknown): held is object {
  return typeof held === "object" && held !== null;
}

/** In a list a number is an index, in an object a name. */
function pathIn(value: unknown, property: readonly string[]): JSONPath {
  let held = value;
  return property.map((name) => {
    const isIndex = Array.isArray(held) && /^(?:0|[1-9]\d*)$/.test(name);
    held = isHolder(held) ? (Reflect.get(held, name) as unknown) : undefined;
    return isIndex ? Number(name) : name;
  });
}
