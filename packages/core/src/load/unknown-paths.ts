import type { Source } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import type { Plan } from "../schema/plan.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import { didYouMean, nearest } from "../util/text.ts";
import { checkOnce } from "./check-once.ts";
import { tried } from "../util/tried.ts";

/**
 * An option of a source that names what is no setting would never be looked at, and nobody would notice: a secret would
 * silently be its default.
 *
 * @throws ConfigError
 */
export const refuseUnknownPaths = checkOnce(unknownPathsOf);

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
    fix: meant === undefined ? "take it out, or add it to the schema" : didYouMean(meant),
  };
}
