import type { Definition } from "../load/definition.ts";
import { inputOf } from "../load/input.ts";
import { loadAndReport } from "../load/load.ts";
import { LOAD_OPTIONS, type LoadOptions } from "../load/load-options.ts";
import { env } from "../sources/env.ts";
import { knownOptions } from "../util/known-options.ts";
import { environmentOf } from "./describe-settings.ts";
import { type SettingVariable, type UnspelledSetting, VariableSpelling } from "./variable-spelling.ts";

/** A configuration, and the variables of which `env()` loads the same. */
export interface LoadedVariables {
  readonly config: unknown;
  readonly variables: readonly SettingVariable[];
  readonly unspelled: readonly UnspelledSetting[];
}

/**
 * Loads a definition, and spells what its sources held as the variables of which `env()` loads the same configuration. A
 * default is among them where its string means the same.
 *
 * @throws ConfigError as `loadConfig` does.
 *
 * @example
 * ```ts
 * import { memory } from "@confide/core";
 * import { loadVariables } from "@confide/core/adapter";
 * import * as z from "zod";
 *
 * const schema = z.object({ database: z.object({ hosts: z.array(z.string()) }) });
 * const { variables } = await loadVariables({ schema, sources: [memory({ database: { hosts: ["a", "b"] } })] });
 * for (const { variable, text } of variables) console.log(variable, text.reveal()); // DATABASE_HOSTS ["a","b"]
 * ```
 */
export async function loadVariables(definition: Definition, options?: LoadOptions): Promise<LoadedVariables> {
  const given: LoadOptions = knownOptions("loadVariables()", options, LOAD_OPTIONS);
  const loaded = await loadAndReport(definition, given);
  const { sources = [env()] } = definition;
  const spelling = new VariableSpelling(loaded, environmentOf(sources));
  const tree = inputOf(loaded.provenance.plan, loaded.resolution);
  spelling.addFound(tree);
  spelling.refuseWhatDiffers(tree);
  spelling.addDefaults(tree);
  const { variables, unspelled } = spelling;
  return { config: loaded.config, variables, unspelled };
}
