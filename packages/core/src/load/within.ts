import { pathName, type ValueType } from "../model/setting.ts";
import { formsOf, typesAt } from "../model/value-forms.ts";
import { propertyOf } from "../util/objects.ts";

/**
 * A place inside a setting's value: `[2].port`. What is neither a name of the schema nor an index of the value's own list is
 * `*`: a check may have made a path of the value.
 *
 * @param value Left out for a path of our own, whose numbers are indexes.
 */
export function placeWithin(valueType: ValueType, path: readonly PropertyKey[], value?: unknown): string {
  let [place, holder, types] = ["", value, formsOf(valueType)];
  for (const segment of path) {
    const isKnown = types.some((type) => hasName(type, segment));
    if (value === undefined ? typeof segment === "number" : isIndex(holder, segment))
      place += `[${String(segment)}]`;
    else place += isKnown ? `.${pathName([segment])}` : ".*";
    holder = partAt(holder, segment);
    types = typesAt(types, segment);
  }
  return place;
}

function isIndex(holder: unknown, segment: PropertyKey): boolean {
  return Array.isArray(holder) && typeof segment === "number" && segment < holder.length;
}

function hasName(valueType: ValueType, segment: PropertyKey): boolean {
  return valueType.type === "object" && valueType.shape.has(String(segment));
}

/** Whether one place is the other or inside it. */
export function isInPlace(place: string, around: string): boolean {
  return around === "" || place === around || [".", "["].some((next) => place.startsWith(around + next));
}

/** Whether a part of a value is a set: zod says of an item of it only that it is in it. */
export function isSetAt(value: unknown, path: readonly PropertyKey[]): boolean {
  return path.reduce(partAt, value) instanceof Set;
}

function partAt(holder: unknown, key: PropertyKey): unknown {
  return holder instanceof Map ? holder.get(key) : propertyOf(holder, String(key));
}
