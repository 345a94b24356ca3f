import type { $ZodType, $ZodTypes } from "zod/v4/core";

import { type Meta, metaOf, NO_META } from "./meta.ts";
import { isSchema } from "./not-a-schema.ts";

/** More than any value has around it; a `lazy` that is made anew each time would have no end. */
const MOST_SCHEMAS = 100;

/**
 * What `.meta()` says on a schema, on what it wraps, on both ends of a pipe, and on both sides of an intersection: all of
 * them are about one value. The outermost counts, and of two that are side by side the first.
 */
export function metaWithin(schema: $ZodType, seen = new Set<unknown>()): Meta {
  const { def } = (schema as $ZodTypes)._zod;
  // A lazy one is known by its getter: what that returns may be made anew each time.
  seen.add(def.type === "lazy" ? def.getter : schema);
  let meta = metaOf(schema);
  const isNext = (part: $ZodType) => isSchema(part) && !seen.has(part) && seen.size < MOST_SCHEMAS;
  for (const part of samePlace(def).filter(isNext)) {
    const inner = metaWithin(part, seen);
    if (inner !== NO_META)
      meta = filledFrom(meta, def.type === "intersection" ? withoutPrefix(inner) : inner);
  }
  return meta;
}

function filledFrom(outer: Meta, { unnamed, ...inner }: Meta): Meta {
  const isNamed = outer.unnamed === true || outer.env.length > 0;
  const names = isNamed ? { env: outer.env } : { env: inner.env, ...(unnamed && { unnamed }) };
  return { ...inner, ...outer, ...names };
}

/** The prefix is for the settings of its own side. */
function withoutPrefix({ prefix: _, ...meta }: Meta): Meta {
  return meta;
}

function samePlace(def: $ZodTypes["_zod"]["def"]): readonly $ZodType[] {
  switch (def.type) {
    case "lazy":
      return [def.getter()];
    case "pipe":
      return [def.in, def.out];
    case "intersection":
      return [def.left, def.right];
    default:
      return "innerType" in def ? [def.innerType] : [];
  }
}
