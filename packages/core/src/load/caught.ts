import type { $ZodType, $ZodTypes } from "zod/v4/core";

import type { Warning } from "../model/warning.ts";
import { takes } from "../schema/value-type.ts";
import type { GatheredInput } from "./gathered.ts";

/** `.catch()` replaces a value that doesn't fit. The person who set that value should hear of it. */
export function caughtWarnings({ tree, resolution }: GatheredInput): Warning[] {
  return [...tree.leaves.values()].flatMap(({ leaf, value }): Warning[] => {
    const { name, path } = leaf.setting;
    const resolved = resolution.values.get(name);
    if (leaf.valueType.type !== "lenient" || !resolved || value === undefined) return [];
    if (fitsWithoutCatch(leaf.schema, value)) return [];
    const message = `${name} doesn't fit its schema, and .catch() has replaced it`;
    return [{ kind: "doubt", path, message, origin: resolved.origin, fix: "correct it, or take it out" }];
  });
}

function fitsWithoutCatch(schema: $ZodType, value: unknown): boolean {
  const { def } = (schema as $ZodTypes)._zod;
  if (def.type === "catch") return takes(def.innerType, value);
  if (def.type === "pipe") return fitsWithoutCatch(def.in, value);
  return "innerType" in def ? fitsWithoutCatch(def.innerType, value) : true;
}
