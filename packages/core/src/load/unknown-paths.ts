import type { Source } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import { ConfigError } from "../report/config-error.ts";
import type { Plan } from "../schema/plan.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import { nearest } from "../util/text.ts";
import { tried } from "../util/tried.ts";

/** Neither a plan nor a source's options change from one load to the next. */
const soundSources = new WeakMap<Plan, WeakSet<Source>>();

/**
 * An option of a source that names what is no setting would never be looked at, and nobody would notice: a secret would
 * silently be its default.
 *
 * @throws ConfigError
 */
export function refuseUnknownPaths(plan: Plan, sources: readonly Source[]): void {
  const sound = soundSources.get(plan) ?? new WeakSet();
  soundSources.set(plan, sound);
  const problems = sources
    .filter((source) => !sound.has(source))
    .flatMap((source) => unknownPathsOf(plan, source));
  if (problems.length > 0) throw new ConfigError(problems, "The definition can't be a configuration");
  for (const source of sources) sound.add(source);
}

function unknownPathsOf({ places }: Plan, source: Source): Problem[] {
  const options = pathsOf(source);
  if (options.length === 0) return [];
  const known = new Set(places.map(({ name }) => name));
  return options.flatMap(([option, paths]) =>
    paths.filter((path) => !known.has(path)).map((path) => unknownPath(option, path, known)),
  );
}

/** A third party's may be of any form. */
function pathsOf({ paths }: Source): readonly (readonly [option: string, paths: readonly string[]])[] {
  const isList = ([, given]: readonly [string, unknown]) =>
    Array.isArray(given) && given.every((path) => typeof path === "string");
  return tried(() => Object.entries(paths ?? {}).filter(isList)) ?? [];
}

function unknownPath(option: string, path: string, known: ReadonlySet<string>): Problem {
  const shown = isPlausibleName(path) ? path : "a path";
  const meant = nearest(path, known);
  return {
    path: [],
    kind: "invalid",
    message: `${option} names ${shown}, which is no setting or group of the schema`,
    places: [],
    fix: meant === undefined ? "take it out, or add it to the schema" : `did you mean ${meant}?`,
  };
}
