import type { Problem } from "../model/problem.ts";
import type { Warning } from "../model/warning.ts";
import { fixOfUnknown, locate } from "./check-reading.ts";
import type { SourceReading, UnknownName } from "./source-reading.ts";
import type { Resolution } from "./resolution.ts";
import type { Plan } from "../schema/plan.ts";
import { isWithin, pathName, type Setting } from "../model/setting.ts";
import type { Source } from "../contract/source.ts";
import { bareSecretProblems } from "./bare-secrets.ts";
import { deprecatedIn } from "./deprecated.ts";
import { ignoredValues, withHints } from "./hints.ts";
import { didYouMean, list, nearest, printable } from "../util/text.ts";
import { settingsByName, unknownIn, unknownName } from "./unknown-names.ts";

/** Everything odd that stopped nothing: traps, unknown names, deprecated settings, failures that `optional()` let pass. */
export function warningsOf(plan: Plan, resolution: Resolution): readonly Warning[] {
  return [
    ...resolution.warnings,
    ...ignoredValues(plan, resolution),
    ...deprecatedIn(plan, resolution),
    ...unknownNameWarnings(plan, resolution),
  ];
}

function unknownNameWarnings(plan: Plan, resolution: Resolution): Warning[] {
  return resolution.readings
    .flatMap((reading) => unknownIn(plan, resolution, reading))
    .filter(({ isNear }) => isNear)
    .map(({ origin, name, meant, source }) => unknownName(origin, name, meant, fixOfUnknown(source, name)));
}

/** Problems that only a look at the whole shows: Secrets for what is none, traps around secrets, unknown names in strict sources. */
export function strictProblems(plan: Plan, resolution: Resolution): Problem[] {
  const { values, warnings, readings } = resolution;
  const traps = warnings.filter(
    ({ kind, path }) => kind === "trap" && path !== undefined && plan.settingAt.get(pathName(path))?.secret,
  );
  const unknowns = readings
    .filter(({ source }) => source.unknownNames === "refuse")
    .flatMap((reading) => unknownIn(plan, resolution, reading));
  return [
    ...bareSecretProblems(plan, values),
    ...traps.map(({ path = [], message, origin, fix }): Problem => ({
      path,
      kind: "trap",
      message,
      places: [origin],
      secret: true,
      ...(fix !== undefined && { fix }),
    })),
    ...unknowns.map(({ origin: held, name, meant, source }): Problem => {
      const { path = [], ...warning } = unknownName(held, name, meant, fixOfUnknown(source, name));
      const { message, origin, fix = "" } = warning;
      return { path, kind: "unknown-name", message, places: [origin], fix };
    }),
  ];
}

/** A missing setting whose name is nearly there is one problem, with the fix; else a file that isn't there may be why. */
export function withFixes(plan: Plan, resolution: Resolution, problems: readonly Problem[]): Problem[] {
  const hinted = withHints(plan, resolution, problems);
  const missing = hinted.filter(({ kind, fix }) => kind === "missing" && fix === undefined);
  if (missing.length === 0) return hinted;
  const typos = new Map(resolution.readings.flatMap((reading) => typosIn(plan, missing, reading)));
  const absent = new Map(missing.flatMap((problem) => absentFor(problem, resolution)));
  const told = new Set([...typos.keys()].map(({ path }) => pathName(path)));
  return hinted
    .filter(({ kind, path }) => kind !== "unknown-name" || path.length === 0 || !told.has(pathName(path)))
    .map((problem) => {
      const fix =
        typos.get(problem) ??
        whyNotThere(problem, resolution) ??
        absent.get(problem) ??
        unreadIn(problem, resolution);
      return fix === undefined ? problem : { ...problem, fix };
    });
}

/** What the sources that were asked say of it; else a name that was meant for it, and leads to nothing. */
function whyNotThere({ kind, fix, path }: Problem, { readings, warnings }: Resolution): string | undefined {
  if (kind !== "missing" || fix !== undefined) return undefined;
  const name = pathName(path);
  const said = readings.flatMap(({ missing }) => missing().filter((each) => pathName(each.path) === name));
  if (said.length > 0) return [...new Set(said.map(({ why }) => why))].join("; ");
  const stray = warnings.find((each) => each.kind === "unknown-name" && pathName(each.path ?? []) === name);
  return stray && [stray.message, stray.fix ?? []].flat().join(": ");
}

/** Sources that aren't there as a whole; of several files one may well be absent. */
function absentFor(problem: Problem, { warnings }: Resolution): [Problem, string][] {
  const absent = warnings
    .filter(({ kind, origin: { source, location = source } }) => kind === "absent" && location === source)
    .filter(({ origin }) => problem.places.some((place) => place.source === origin.source));
  if (absent.length === 0) return [];
  const names = list(absent.map(({ origin }) => origin.source));
  const isOne = absent.length === 1 && !names.includes(", ");
  const [verb, what] = isOne ? ["isn't", "create it"] : ["aren't", "create one"];
  const fixes = absent.flatMap(({ fix }) => fix ?? []);
  const create = fixes.length === absent.length ? fixes.join(" or ") : what;
  return [[problem, `${names} ${verb} there: ${create}, or set the value elsewhere`]];
}

/** Lines that a source could make nothing of: one of them may have been meant. */
function unreadIn({ kind, fix, places }: Problem, { warnings }: Resolution): string | undefined {
  if (kind !== "missing" || fix !== undefined) return undefined;
  const odd = warnings.find(
    (each) =>
      each.kind === "trap" &&
      each.path === undefined &&
      places.some(({ source }) => source === each.origin.source),
  );
  return odd && [odd.message, odd.fix ?? []].flat().join(": ");
}

function typosIn(
  plan: Plan,
  missing: readonly Problem[],
  { source, inGroups, unknown: names }: SourceReading,
): [Problem, string][] {
  const known = settingsByName(plan, source);
  const unknown = [...inGroups, ...names().filter(({ name }) => !known.has(name))];
  return missing.flatMap((problem): [Problem, string][] => {
    const setting = plan.settingAt.get(pathName(problem.path));
    const typo = setting && unknown.find((each) => spelledAlike(each, setting, source));
    return typo
      ? [
          [
            problem,
            `${unknownPlace(typo, source)} holds ${printable(typo.name)}: ${didYouMean(targetOf(typo, setting, source))}`,
          ],
        ]
      : [];
  });
}

/** Inside a group's own value names are properties, elsewhere the source's whole names. */
function targetOf({ path }: UnknownName, setting: Setting, source: Source): string {
  return (path ? setting.path.at(-1) : locate(source, setting)) ?? "";
}

function spelledAlike(unknown: UnknownName, setting: Setting, source: Source): boolean {
  const { name, path } = unknown;
  const isSibling =
    path === undefined || (path.length === setting.path.length && isWithin(setting.path, path.slice(0, -1)));
  const target = targetOf(unknown, setting, source);
  return isSibling && target !== "" && nearest(name, [target]) !== undefined;
}

function unknownPlace({ name, origin: { location } }: UnknownName, source: Source): string {
  return printable(location === undefined || location === name ? source.name : `${source.name} ${location}`);
}
