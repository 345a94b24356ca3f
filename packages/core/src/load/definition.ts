import { knownOptions, type OptionNames } from "../util/known-options.ts";
import { misuse } from "../util/misuse.ts";
import type { $ZodType } from "zod/v4/core";

import type { Source } from "../contract/source.ts";
import { isSchema } from "../schema/not-a-schema.ts";

/** What an application needs, and where it may come from. */
export interface Definition<S extends $ZodType = $ZodType, From extends Source = Source> {
  readonly schema: S;
  /**
   * Asked in this order; the first that has a value wins.
   *
   * @default [env()]
   */
  readonly sources?: readonly From[];
}

/**
 * Names a definition's types; nothing is read and nothing is checked until a load.
 *
 * @example
 * ```ts
 * import { defineConfig, env, secret } from "@confide/core";
 * import * as z from "zod";
 *
 * export const definition = defineConfig({
 *   schema: z.object({ port: z.number().default(3000), password: secret(z.string()) }),
 *   sources: [env()],
 * });
 * ```
 */
export function defineConfig<S extends $ZodType, From extends Source = Source>(
  definition: Definition<S, From>,
): Definition<S, From> {
  return definition;
}

const PARTS: OptionNames<Definition> = { schema: true, sources: true };

/** @throws TypeError for a schema alone, and for a name that a definition doesn't have: with `source` in place of `sources`, all would be left out. */
export function checkedDefinition<D extends Definition>(definition: D): D {
  const given: unknown = definition;
  if (isSchema(given))
    throw misuse("a schema alone is no definition: write { schema, sources: [env()] } in its place");
  if (given === undefined || given === null)
    throw misuse(`a definition is { schema, sources: [env()] }, and ${given} was given`);
  knownOptions<Definition>("a definition", definition, PARTS);
  return definition;
}
