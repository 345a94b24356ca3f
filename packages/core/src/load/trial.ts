import type { Problem } from "../model/problem.ts";
import type { GroupNode } from "../schema/nodes.ts";
import { takes } from "../schema/value-type.ts";

/** What one option of a union of objects came to. */
export interface Trial<Builder extends { readonly problems: readonly Problem[] }> {
  readonly node: GroupNode;
  readonly builder: Builder;
  readonly value: Record<string, unknown>;
  readonly found: boolean;
}

type AnyTrial = Trial<{ readonly problems: readonly Problem[] }>;

/** With what was found for the other options beside its own. */
export function withOthers<T extends AnyTrial>(trial: T, contents: readonly AnyTrial[]): T {
  const value = Object.assign({}, ...contents.map((each) => each.value), trial.value) as T["value"];
  return { ...trial, value, found: contents.some(({ found }) => found) };
}

/** Whether zod takes it. */
export function suits({ node, builder, value }: AnyTrial): boolean {
  return builder.problems.length === 0 && takes(node.schema, value);
}
