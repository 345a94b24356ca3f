import type { Warning } from "../model/warning.ts";
import { isWithin } from "../model/setting.ts";
import type { GroupNode } from "../schema/nodes.ts";
import type { Plan } from "../schema/plan.ts";
import { unwrap } from "../schema/unwrap.ts";
import type { Resolution } from "./resolution.ts";

/** Settings and groups that go out of use, where a source has a value for them. Of a group it is said once. */
export function deprecatedIn(plan: Plan, { values }: Pick<Resolution, "values">): Warning[] {
  const settings = plan.settings.flatMap(({ name, path, deprecated }): Warning[] => {
    const resolved = values.get(name);
    return deprecated !== undefined && resolved
      ? [goingOutWarning(name, path, deprecated, resolved.origin)]
      : [];
  });
  return [...settings, ...deprecatedGroups(plan, values)];
}

function deprecatedGroups(plan: Plan, values: Resolution["values"]): Warning[] {
  return groupsGoingOut(plan).flatMap(({ name, path, deprecated }) => {
    const within = plan.settings.filter((setting) => isWithin(setting.path, path));
    const held = values.get(name) ?? within.flatMap((setting) => values.get(setting.name) ?? [])[0];
    return held ? [goingOutWarning(name, path, deprecated, held.origin)] : [];
  });
}

interface GoingOut {
  readonly name: string;
  readonly path: readonly string[];
  readonly deprecated: string | true;
}

/** They follow from the schema, which doesn't change from one load to the next. */
const knownGoingOut = new WeakMap<Plan, readonly GoingOut[]>();

function groupsGoingOut(plan: Plan): readonly GoingOut[] {
  const known = knownGoingOut.get(plan) ?? goingOutIn(plan.root);
  knownGoingOut.set(plan, known);
  return known;
}

function goingOutIn({ group, schema, children, choices }: GroupNode): readonly GoingOut[] {
  const { deprecated } = unwrap(schema).meta;
  const below = [...children.values()].flatMap((child) => (child.type === "group" ? goingOutIn(child) : []));
  // A branch alone isn't: its group's name would be said also where another branch is chosen.
  const branches = choices.flatMap(({ options }) => options.flatMap(({ node }) => goingOutIn(node)));
  const own = deprecated === undefined || group.path.length === 0 ? [] : [{ ...group, deprecated }];
  return [...own, ...[...below, ...branches].filter(({ name }) => name !== group.name)];
}

function goingOutWarning(
  name: string,
  path: readonly string[],
  deprecated: string | true,
  origin: Warning["origin"],
): Warning {
  const message = `${name} is deprecated${deprecated === true ? "" : `: ${deprecated}`}`;
  return { kind: "deprecated", path, message, origin };
}
