import { isPlainObject } from "./safe-json.ts";
import { isObject } from "./objects.ts";

/** Plain objects and arrays, all the way down; what has a class keeps its own rules. */
export function freeze(value: unknown, seen = new Set<unknown>()): void {
  if ((!Array.isArray(value) && !isPlainObject(value)) || seen.has(value)) return;
  seen.add(value);
  for (const each of Object.values(value)) if (isObject(each)) freeze(each, seen);
  Object.freeze(value);
}
