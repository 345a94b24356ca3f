import { knownOptions, type OptionNames } from "../util/known-options.ts";
import type { Explanation } from "./explanation.ts";
import { recall } from "../load/provenance.ts";
import { isSchema } from "../schema/not-a-schema.ts";
import { isSecret } from "../secret/secret.ts";
import { isWithin, pathName, type Setting } from "../model/setting.ts";
import { propertyOf } from "../util/objects.ts";
import type { Warning } from "../model/warning.ts";

export interface ExplainOptions {
  /**
   * Also show values, of settings that are no secrets.
   *
   * @default false
   */
  readonly values?: boolean;
}

/**
 * Where each setting of a loaded configuration came from, in the schema's order; never a secret's value.
 *
 * @throws TypeError for what no load function returned: a copy (`{ ...config }`) has no origins.
 *
 * @example
 * ```ts
 * import { explain, loadConfig, memory } from "@confide/core";
 * import * as z from "zod";
 *
 * const config = await loadConfig({ schema: z.object({ port: z.number() }), sources: [memory({ port: 80 })] });
 * for (const { setting, source } of explain(config)) console.log(setting, "comes from", source);
 * ```
 *
 * ```text output
 * port comes from memory
 * ```
 */
export function explain(config: unknown, options?: ExplainOptions): Explanation[] {
  const given: ExplainOptions = knownOptions("explain()", options, EXPLAIN_OPTIONS);
  const { values = false } = given;
  const provenance = recall(config);
  if (!provenance) throw new TypeError(whyNoOrigins(config));
  const { plan, origins, hasPlaceFor, shadowed, warnings } = provenance;
  return plan.settings.filter(hasPlaceFor).map((setting): Explanation => {
    const { name, path, secret } = setting;
    const value = path.reduce(propertyOf, config);
    const origin = origins.get(name) ?? { source: value === undefined ? "absent" : "default" };
    const warning = warningFor(setting, warnings, origins.has(name));
    return {
      setting: name,
      secret,
      ...origin,
      shadowed: shadowed.get(name) ?? [],
      ...(warning !== "" && { warning }),
      ...(values && !secret && !isSecret(value) && { value }),
    };
  });
}

function whyNoOrigins(given: unknown): string {
  if (given instanceof Promise)
    return "explain was given a promise, which has no origins yet: explain(await loadConfig(…))";
  if (isSchema(propertyOf(given, "schema")))
    return "explain takes what a definition is loaded as, not the definition: explain(await loadConfig(definition))";
  return "explain takes the very object that loadConfig returned, not a copy or a part of it";
}

const EXPLAIN_OPTIONS: OptionNames<ExplainOptions> = { values: true };

/** Of a source as a whole (a file that isn't there, a store let pass) only where no source had a value. */
function warningFor({ path, name }: Setting, warnings: readonly Warning[], isFound: boolean): string {
  return warnings
    .filter((warning) =>
      warning.path
        ? pathName(warning.path) === name || isWithin(path, warning.path)
        : isOfSource(warning) && !isFound,
    )
    .map(({ message, fix }) => (fix === undefined ? message : `${message}: ${fix}`))
    .join("; ");
}

function isOfSource({ kind }: Warning): boolean {
  return kind === "absent" || kind === "passed";
}
