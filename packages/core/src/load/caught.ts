import type { $ZodType, $ZodTypes } from "zod/v4/core";

import type { Origin } from "../model/problem.ts";
import type { Warning } from "../model/warning.ts";
import { takes } from "../schema/value-type.ts";
import type { GatheredInput } from "./gathered.ts";

/** `.catch()` of a setting or a group replaces a value that doesn't fit. The person who set it should hear of that. */
export function caughtWarnings({ tree, resolution }: GatheredInput): Warning[] {
  const settings = [...tree.leaves.values()]
    .filter(({ leaf }) => leaf.valueType.type === "lenient")
    .map(({ leaf: { setting, schema }, value }) => ({ place: setting, schema, value }));
  const groups = tree.groups
    .filter(({ node }) => node.lenient)
    .map(({ node: { group, schema }, value }) => ({ place: group, schema, value }));
  return [...settings, ...groups].flatMap(({ place: { name, path }, schema, value }): Warning[] => {
    const origin = originOf(name, resolution);
    if (!origin || value === undefined || fitsWithoutCatch(schema, value)) return [];
    const message = `${name} doesn't fit its schema, and .catch() has replaced it`;
    return [{ kind: "doubt", path, message, origin, fix: "correct it, or take it out" }];
  });
}

/** Of a group, where the first of its settings came from. */
function originOf(name: string, { values }: GatheredInput["resolution"]): Origin | undefined {
  const held = values.get(name) ?? [...values].find(([each]) => each.startsWith(`${name}.`))?.[1];
  return held?.origin;
}

function fitsWithoutCatch(schema: $ZodType, value: unknown): boolean {
  const { def } = (schema as $ZodTypes)._zod;
  if (def.type === "nullable" && value === null) return true;
  if (def.type === "catch") return takes(def.innerType, value);
  if (def.type === "pipe") return fitsWithoutCatch(def.in, value);
  return "innerType" in def ? fitsWithoutCatch(def.innerType, value) : true;
}
