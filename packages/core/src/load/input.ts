import type { Problem } from "../model/problem.ts";
import type { GroupNode, Leaf } from "../schema/nodes.ts";
import type { Candidate } from "../schema/parse.ts";
import type { Plan } from "../schema/plan.ts";
import { InputBuilder } from "./input-builder.ts";
import type { Resolution } from "./resolution.ts";

/** The resolved values as the schema's input: decoded, nested, without the branches that were not chosen. */
export interface Input {
  readonly value: unknown;
  readonly problems: readonly Problem[];
  /** The leaves that this input is made for, with what zod will be given for each. */
  readonly leaves: ReadonlyMap<string, { readonly leaf: Leaf; readonly value: unknown }>;
  /** The groups that are there, innermost first, with their values. */
  readonly groups: readonly { readonly node: GroupNode; readonly value: unknown }[];
}

/** Builds zod's input. What can't be decoded is a problem, and missing from the input. */
export function inputOf(plan: Plan, resolution: Resolution): Input {
  resolution.mergeParts();
  const builder = new InputBuilder(resolution);
  const { value } = builder.group(plan.root);
  const { problems, leaves, groups } = builder;
  return { value: value ?? {}, problems, leaves, groups };
}

export interface Part extends Candidate {
  readonly path: readonly string[];
}

/** Each setting alone, then each group, innermost first: one of them is to blame where the whole can't be parsed. */
export function inputParts({ leaves, groups }: Input): Part[] {
  const parts = [...leaves.values()].map(({ leaf: { setting, schema }, value }) => ({
    path: setting.path,
    schema,
    value,
  }));
  return [
    ...parts,
    ...groups.map(({ node: { group, schema }, value }) => ({ path: group.path, schema, value })),
  ];
}
