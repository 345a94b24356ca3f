import type { Warning } from "../model/warning.ts";
import { type GroupNode, leavesOf } from "../schema/nodes.ts";
import { propertyOf } from "../util/objects.ts";
import type { GatheredInput } from "./gathered.ts";

/**
 * What was found for another object of a union than the one that takes the values. A discriminator says that it isn't wanted;
 * without one the person who set it should hear of that.
 */
export function leftOutWarnings({ plan, tree, resolution }: GatheredInput, config: unknown): Warning[] {
  if (!plan.hasVariants) return [];
  const unions = new Map(openUnions(plan.root));
  return plan.settings.flatMap(({ name, path }): Warning[] => {
    const union = tree.leaves.has(name) ? undefined : unions.get(name);
    const held = union === undefined ? undefined : resolution.values.get(name);
    if (!held || path.reduce(propertyOf, config) !== undefined) return [];
    const message = `${name} is set, but another form of ${union || "the union"} takes the values, and has no such setting`;
    return [{ kind: "doubt", path, message, origin: held.origin, fix: FIX }];
  });
}

const FIX = "take it out, or put the form that has it first in the schema";

/** The settings of all options of unions of objects without a discriminator, with the name of the union, outermost last. */
function* openUnions(node: GroupNode): Iterable<readonly [setting: string, union: string]> {
  for (const child of node.children.values()) if (child.type === "group") yield* openUnions(child);
  for (const { discriminator, options } of node.choices) {
    for (const option of options) yield* openUnions(option.node);
    if (discriminator !== undefined) continue;
    for (const option of options)
      for (const { setting } of leavesOf(option.node)) yield [setting.name, node.group.name];
  }
}
