import type { $ZodType } from "zod/v4/core";

import { groupsOf, type Place, type Setting } from "../model/setting.ts";
import type { GroupNode } from "./nodes.ts";
import { Planner } from "./planner.ts";

/** All that a load needs of a schema, derived once. */
export interface Plan {
  readonly schema: $ZodType;
  readonly root: GroupNode;
  /** Each path once, in the schema's order. */
  readonly settings: readonly Setting[];
  /** The settings, then the groups around them. */
  readonly places: readonly Place[];
  readonly settingAt: ReadonlyMap<string, Setting>;
  /** Some settings exist only where a discriminator (or zod) chooses their branch. */
  readonly hasVariants: boolean;
  /** Some group hands unknown names on to zod. */
  readonly keepsUnknown: boolean;
  /** Names of groups that take any name: loose objects, and those with a catchall. */
  readonly looseGroups: ReadonlySet<string>;
}

const plans = new WeakMap<$ZodType, Plan>();

/** @throws ConfigError where the schema can't be a configuration; it names each path. */
export function planOf(schema: $ZodType): Plan {
  const known = plans.get(schema);
  if (known) return known;
  const planner = new Planner();
  const root = planner.plan(schema);
  const settings = [...planner.settings.values()];
  const plan: Plan = {
    schema,
    root,
    settings,
    places: [...settings, ...groupsOf(settings)],
    settingAt: planner.settings,
    hasVariants: planner.hasChoices,
    keepsUnknown: planner.keepsUnknown,
    looseGroups: planner.looseGroups,
  };
  plans.set(schema, plan);
  return plan;
}
