import { SourceError } from "../model/errors.ts";
import type { Failed, Found, Ignored, SyncSource } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import type { Place } from "../model/setting.ts";
import { knownOptions, type Only, type OptionNames } from "../util/known-options.ts";
import { misuse } from "../util/misuse.ts";
import { lookUpWithParts, partNames, withoutParts } from "./shared/part-names.ts";
import { strayWarnings } from "./shared/stray-names.ts";
import { syncSource } from "./shared/sync-source.ts";
import { propertyWarnings } from "./shared/property-names.ts";
import { textTraps } from "./shared/text-traps.ts";
import {
  beginsAsJson,
  emptyValue,
  type Hit,
  isCommonName,
  type Naming,
  unknownNames,
  variableNames,
} from "./shared/variable-names.ts";

export interface EnvOptions extends Naming {
  /**
   * The variables, also as the `interface Env` of a Worker. They are read at each load, not copied. A number or a boolean
   * is taken as a value of JSON, as Cloudflare's `vars` may hold one; a setting that finds another object is a problem.
   * `undefined` is the default, as for each option: a test that must not see the process's variables gives `{}`.
   *
   * @default process.env
   */
  readonly from?: object | undefined;
  /**
   * An unknown name with the prefix is an error.
   *
   * @default false
   */
  readonly strict?: boolean | undefined;
  /**
   * Empty text is a value, and not missing.
   *
   * @default false
   */
  readonly keepEmpty?: boolean | undefined;
}

/**
 * The environment: `database.poolSize` is `DATABASE_POOL_SIZE`, exact in case. Empty text is missing.
 *
 * A group may have a value under its own name, as JSON: `DATABASE={"host":"h"}`. Deeper names win over it.
 *
 * @throws TypeError `strict` without a prefix, and for an option that it doesn't have.
 *
 * @example
 * ```ts
 * import { env, loadConfig } from "@confide/core";
 * import * as z from "zod";
 *
 * const schema = z.object({ database: z.object({ poolSize: z.number().default(10) }) });
 * // SHOP_DATABASE_POOL_SIZE
 * const config = await loadConfig({ schema, sources: [env({ prefix: "SHOP_" })] });
 * ```
 */
export function env<Given extends EnvOptions = EnvOptions>(options?: Only<Given, EnvOptions>): SyncSource {
  const given: EnvOptions = knownOptions<EnvOptions>("env()", options, ENV_OPTIONS, VARIABLES_INSTEAD);
  const { from, prefix = "", names = {}, strict = false, keepEmpty = false } = given;
  if (strict && prefix === "") throw misuse(STRICT_NEEDS_PREFIX);
  const namesOf = variableNames(given);
  return syncSource({
    name: "env",
    unknownNames: strict ? "refuse" : prefix === "" ? "shared" : "warn",
    locate: (setting) => namesOf(setting)[0],
    names: namesOf,
    paths: { "env({ names })": Object.keys(names) },
    readSync(wanted, context) {
      const variables = (from ?? globalThis.process?.env ?? {}) as Readonly<Record<string, unknown>>;
      const ignored: Ignored[] = [];
      const find = (name: string, place: Place) => {
        const value = variableIn(variables, name);
        const why = whyIgnored(value, place, given, keepEmpty);
        if (why === undefined) return value;
        ignored.push({ path: place.path, origin: variableOrigin(name), ...why });
        return undefined;
      };
      const parts = partNames(() => Object.keys(variables), context, namesOf, given);
      const { hits, others } = lookUpWithParts(wanted, context, namesOf, parts, find);
      const held = hits.map(({ path, name, found }) => ({
        path,
        value: found,
        origin: variableOrigin(name),
        shown: name,
      }));
      return {
        answers: [
          ...hits.map(variableAnswerOf),
          ...others.map(({ path, name }) => ({ path, origin: variableOrigin(name) })),
        ],
        ignored,
        warnings: [
          ...strayWarnings(parts, "env"),
          ...textTraps(held, context.settings, "variable"),
          ...propertyWarnings((name) => variableIn(variables, name) !== undefined, context, namesOf, {
            source: "env",
            delimiter: given.delimiter,
            names: () => Object.keys(variables),
          }),
        ],
        // On use: an environment holds many names, and most loads have no need of them.
        get unknown() {
          return unknownNames(withoutParts(Object.keys(variables), parts), context, namesOf, prefix);
        },
      };
    },
  });
}

const ENV_OPTIONS: OptionNames<EnvOptions> = {
  from: true,
  prefix: true,
  delimiter: true,
  names: true,
  strict: true,
  keepEmpty: true,
};
const VARIABLES_INSTEAD =
  "it takes from, prefix, delimiter, names, strict and keepEmpty; variables go into from: env({ from: process.env })";
const STRICT_NEEDS_PREFIX =
  "env({ strict }) needs a prefix: the environment is everybody's, so that without one PATH would be an unknown name";

function variableOrigin(name: string): Origin {
  return { source: "env", location: name };
}

/** By name, since a copy of `process.env` costs more than all look-ups; what is inherited and no text (`constructor`) isn't there. */
function variableIn(variables: Readonly<Record<string, unknown>>, name: string): unknown {
  const value = variables[name];
  if (value === undefined || typeof value === "string") return value;
  return Object.hasOwn(variables, name) ? value : undefined;
}

function whyIgnored(
  value: unknown,
  place: Place,
  naming: Naming,
  keepEmpty: boolean,
): Pick<Ignored, "why" | "fix"> | undefined {
  if (value === "" && !keepEmpty) return emptyValue(place);
  const isOurs = typeof value !== "string" || beginsAsJson(value) || !isCommonName(place, naming);
  return isOurs ? undefined : { why: "holds no JSON object, so it counts as another program's" };
}

/** What isn't text comes from a program, not from a process's environment. */
function variableAnswerOf({ path, name, found }: Hit<unknown>): Found | Failed {
  const origin = variableOrigin(name);
  if (["string", "number", "boolean"].includes(typeof found)) return { path, value: found, origin };
  const message = `${name} is neither text, a number nor a boolean`;
  return { path, origin, error: new SourceError({ reason: "malformed", message, store: "env" }) };
}
