import type { Source } from "../contract/source.ts";
import { type Plan, planOf } from "../schema/plan.ts";
import { env } from "../sources/env.ts";
import { refuseOdd } from "./check-sources.ts";
import { checkedDefinition, type Definition } from "./definition.ts";
import { refuseSharedNames } from "./shared-names.ts";
import { refuseUnknownPaths } from "./unknown-paths.ts";

/**
 * What a load looks at before it asks the first source: the schema, the sources and the names of both. Nothing is read.
 *
 * @throws ConfigError for what can't be a configuration; TypeError, made by `misuse`, for a name that a definition doesn't have.
 *
 * @example
 * ```ts
 * import { ConfigError } from "@confide/core";
 * import { checkDefinition } from "@confide/core/adapter";
 * import * as z from "zod";
 *
 * try {
 *   checkDefinition({ schema: z.object({ aB: z.string(), a_b: z.string() }) }); // both are A_B
 * } catch (error) {
 *   console.log(error instanceof ConfigError); // true
 * }
 * ```
 */
export function checkDefinition(definition: Definition): void {
  definitionParts(definition);
}

/** The same, for callers that go on with them. */
export function definitionParts(definition: Definition): {
  readonly plan: Plan;
  readonly sources: readonly Source[];
} {
  const { schema, sources = [env()] } = checkedDefinition(definition);
  refuseOdd(sources);
  const plan = planOf(schema);
  refuseUnknownPaths(plan, sources);
  refuseSharedNames(plan, sources);
  return { plan, sources };
}
