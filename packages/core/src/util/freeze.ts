import { isObject } from "./objects.ts";
import { partsOf } from "./parts-of.ts";

/** Plain objects, arrays, maps and sets, all the way down; what has another class keeps its own rules. */
export function freeze(value: unknown, seen = new Set<unknown>()): void {
  const parts = partsOf(value);
  if (!parts || seen.has(value)) return;
  seen.add(value);
  for (const each of parts) if (isObject(each)) freeze(each, seen);
  // What zod has frozen, `.readonly()`, can't be given more.
  if ((value instanceof Map || value instanceof Set) && Object.isExtensible(value))
    Object.defineProperties(value, READ_ONLY);
  Object.freeze(value);
}

/** `Object.freeze` leaves the entries of a map as they are: its methods change them. */
const READ_ONLY: PropertyDescriptorMap = Object.fromEntries(
  ["set", "add", "delete", "clear"].map((method) => [method, { value: refuseChange }]),
);

function refuseChange(): never {
  throw new TypeError("a loaded configuration can't be changed: make a copy, new Map(config.labels)");
}
