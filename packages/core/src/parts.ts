import type { $ZodType, $ZodTypes } from "zod/v4/core";

/** Whether a schema, or one that it is made of, is of a kind. */
export function somePart(
  schema: $ZodType,
  is: (part: $ZodType) => boolean,
  seen = new Set<unknown>(),
): boolean {
  const { def } = (schema as $ZodTypes)._zod;
  // A lazy one is known by its getter: what that returns may be made anew each time.
  const known = def.type === "lazy" ? def.getter : schema;
  if (seen.has(known)) return false;
  seen.add(known);
  return is(schema) || partsOf(def).some((part) => somePart(part, is, seen));
}

function partsOf(def: $ZodTypes["_zod"]["def"]): readonly $ZodType[] {
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
