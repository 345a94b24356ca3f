import type { $ZodLazy, $ZodType, $ZodTypes } from "zod/v4/core";

/** Whether a schema, or one that it is made of, is of a kind. */
export function someSchema(
  schema: $ZodType,
  is: (part: $ZodType) => boolean,
  seen = new Set<unknown>(),
): boolean {
  const { def } = (schema as $ZodTypes)._zod;
  // A lazy one is known by its getter: what that returns may be made anew each time.
  const known = def.type === "lazy" ? def.getter : schema;
  if (seen.has(known)) return false;
  seen.add(known);
  return is(schema) || innerSchemas(def).some((part) => someSchema(part, is, seen));
}

function innerSchemas(def: $ZodTypes["_zod"]["def"]): readonly $ZodType[] {
  switch (def.type) {
    case "object":
      return [...Object.values(def.shape), ...(def.catchall ? [def.catchall] : [])];
    case "array":
      return [def.element];
    case "tuple":
      return [...def.items, ...(def.rest ? [def.rest] : [])];
    case "set":
      return [def.valueType];
    case "record":
    case "map":
      return [def.keyType, def.valueType];
    case "union":
      return def.options;
    case "intersection":
      return [def.left, def.right];
    case "pipe":
      return [def.in, def.out];
    case "lazy":
      return [def.getter()];
    default:
      return "innerType" in def ? [def.innerType] : [];
  }
}

/** More than any schema has; one that is made anew at every level would have no end. */
const MOST_MEMBERS = 100_000;

const members = new WeakMap<$ZodType, ReadonlySet<unknown>>();

/** The schema, those that it is made of, and their checks: all that can have raised one of its issues. */
export function membersOf(schema: $ZodType): ReadonlySet<unknown> {
  const known = members.get(schema);
  if (known) return known;
  const found = new Set<unknown>([schema]);
  const waiting: $ZodType[] = [schema];
  for (let next = waiting.pop(); next !== undefined && found.size < MOST_MEMBERS; next = waiting.pop()) {
    for (const check of next._zod.def.checks ?? []) found.add(check);
    for (const part of resolvedParts(next as $ZodTypes)) {
      if (!found.has(part)) waiting.push(part);
      found.add(part);
    }
  }
  members.set(schema, found);
  return found;
}

/** Of a lazy one the very schema that zod runs, which its getter may make anew each time. */
function resolvedParts(schema: $ZodTypes): readonly $ZodType[] {
  const { def } = schema._zod;
  return def.type === "lazy" ? [(schema as $ZodLazy)._zod.innerType] : innerSchemas(def);
}
