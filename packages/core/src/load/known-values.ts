import type { $ZodType } from "zod/v4/core";

import type { Plan } from "../schema/plan.ts";
import { groupAt } from "../schema/variants.ts";
import { membersOf } from "../schema/walk.ts";
import { tried } from "../util/tried.ts";
import type { GatheredInput } from "./gathered.ts";
import type { KnownValues } from "./value-leaks.ts";

/**
 * What a message must not quote: values as they came, as they were decoded, as zod has changed them (`made`), and those
 * that stand in for them.
 */
export function knownValues(
  { plan, tree, resolution }: Pick<GatheredInput, "plan" | "tree" | "resolution">,
  made: readonly unknown[],
): KnownValues {
  const known = { secrets: [] as unknown[], others: [] as unknown[] };
  const add = (isHidden: boolean, value: unknown) => (isHidden ? known.secrets : known.others).push(value);
  const isHidden = (name: string) => plan.settingAt.get(name)?.secret === true;
  for (const [name, { value }] of resolution.values) add(isHidden(name), value);
  for (const [name, { leaf, value }] of tree.leaves)
    add(isHidden(name), value ?? tried(() => leaf.defaultValue?.()));
  const groups = new Map(tree.groups.map(({ node: { group } }) => [group.name, group.path]));
  for (const [name, extras] of resolution.extras)
    for (const { value } of extras.values()) add(keepsSecrets(plan, groups.get(name) ?? []), value);
  known.others.push(tree.value, ...made, ...defaultsIn(plan.schema));
  return { ...known, names: schemaNames(plan.schema) };
}

/** Whether what a group takes besides its settings is secret. */
export function keepsSecrets({ root }: Plan, group: readonly string[]): boolean {
  return groupAt(root, group)?.keepsSecrets === true;
}

/** The values of defaults, anywhere in the schema. */
function defaultsIn(schema: $ZodType): unknown[] {
  return [...membersOf(schema)].map((member) => {
    const def = (member as $ZodType)._zod.def as { readonly type?: string; readonly defaultValue?: unknown };
    return def.type === "default" || def.type === "prefault" ? tried(() => def.defaultValue) : undefined;
  });
}

function schemaNames(schema: $ZodType): ReadonlySet<string> {
  return new Set(
    [...membersOf(schema)].flatMap((member) => {
      const def = (member as $ZodType)._zod.def as { readonly type?: string; readonly shape?: object };
      return def.type === "object" ? Object.keys(def.shape ?? {}) : [];
    }),
  );
}
