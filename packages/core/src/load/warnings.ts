import type { Origin, Problem } from "../model/problem.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import type { Warning } from "../model/warning.ts";
import { locate, type SourceReading, type UnknownName } from "./check-reading.ts";
import type { Resolution } from "./resolution.ts";
import type { Plan } from "../schema/plan.ts";
import { isWithin, pathName, type Setting } from "../model/setting.ts";
import type { Source } from "../contract/source.ts";
import { ignoredValues, withHints } from "./hints.ts";
import { list, nearest, printable } from "../util/text.ts";

/** Everything odd that stopped nothing: traps, unknown names, deprecated settings, failures that `optional()` let pass. */
export function warningsOf(plan: Plan, resolution: Resolution): readonly Warning[] {
  return [
    ...resolution.warnings,
    ...ignoredValues(plan, resolution),
    ...deprecatedSettings(plan, resolution),
    ...unknownNameWarnings(plan, resolution),
  ];
}

function deprecatedSettings(plan: Plan, { values }: Resolution): Warning[] {
  return plan.settings.flatMap(({ name, path, deprecated }): Warning[] => {
    const resolved = values.get(name);
    if (deprecated === undefined || resolved === undefined) return [];
    const message = `${name} is deprecated${deprecated === true ? "" : `: ${deprecated}`}`;
    return [{ kind: "deprecated", path, message, origin: resolved.origin }];
  });
}

function unknownNameWarnings(plan: Plan, { readings }: Resolution): Warning[] {
  return readings
    .flatMap((reading) => unknownIn(plan, reading))
    .filter(({ meant }) => meant !== undefined)
    .map(({ origin, name, meant }) => unknownName(origin, name, meant));
}

function unknownName(origin: Origin, name: string, meant?: Spelled): Warning {
  if (!isPlausibleName(name)) return hiddenName(origin, name);
  const message = `unknown name ${printable(name)}`;
  return {
    kind: "unknown-name",
    origin,
    message,
    ...(meant && { path: meant.setting.path, fix: didYouMean(meant.name) }),
  };
}

/** It may be a line of a key that has no quotes around it, or a password in the place of a name. */
function hiddenName({ location, ...origin }: Origin, name: string): Warning {
  // A name inside a group's value stands behind the value's own place.
  const place = location === name ? undefined : location?.split("#", 1)[0];
  return {
    kind: "unknown-name",
    origin: { ...origin, ...(place !== undefined && { location: place }) },
    message: "unknown name, not shown: it may be a part of a value",
    fix: "take it out; a value of several lines needs quotes",
  };
}

function didYouMean(name: string): string {
  return `did you mean ${name}?`;
}

/** Problems that only a look at the whole shows: traps around secrets, unknown names in strict sources. */
export function strictProblems(plan: Plan, { warnings, readings }: Resolution): Problem[] {
  const traps = warnings.filter(
    ({ kind, path }) => kind === "trap" && path !== undefined && plan.settingAt.get(pathName(path))?.secret,
  );
  const unknowns = readings
    .filter(({ source }) => source.unknownNames === "refuse")
    .flatMap((reading) => unknownIn(plan, reading));
  return [
    ...traps.map(({ path = [], message, origin, fix }): Problem => ({
      path,
      kind: "trap",
      message,
      places: [origin],
      secret: true,
      ...(fix !== undefined && { fix }),
    })),
    ...unknowns.map(({ origin: held, name, meant }): Problem => {
      const warning = unknownName(held, name, meant);
      const { path = [], message, origin, fix = "take it out, or add it to the schema" } = warning;
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
      const fix = typos.get(problem) ?? absent.get(problem);
      return fix === undefined ? problem : { ...problem, fix };
    });
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

interface Spelled {
  readonly setting: Setting;
  readonly name: string;
}

/** A shared source's own names are everybody's; those in a group's value are the configuration's in any source. */
function unknownIn(
  plan: Plan,
  { source, inGroups, unknown }: SourceReading,
): { name: string; origin: Origin; meant?: Spelled }[] {
  const names = [...inGroups, ...(source.unknownNames === "shared" ? [] : unknown())];
  if (names.length === 0) return [];
  const known = settingsByName(plan, source);
  return names.flatMap(({ name, path, group, origin }) => {
    if (group !== undefined && plan.looseGroups.has(group)) return [];
    if (path ? plan.settingAt.has(pathName(path)) : known.has(name)) return [];
    const candidates = path ? siblings(plan, path) : known;
    const near = nearest(name, candidates.keys());
    const meant = near === undefined ? undefined : candidates.get(near);
    return [{ name, origin, ...(meant && near !== undefined && { meant: { setting: meant, name: near } }) }];
  });
}

function settingsByName(plan: Plan, source: Source): ReadonlyMap<string, Setting> {
  const names = new Map<string, Setting>();
  for (const setting of plan.settings) {
    for (const group of setting.groups) {
      const location = locate(source, group);
      if (location !== undefined && !names.has(location)) names.set(location, setting);
    }
    for (const name of [locate(source, setting), ...(source.names?.(setting) ?? setting.env)])
      if (name !== undefined) names.set(name, setting);
  }
  return names;
}

function siblings(plan: Plan, path: readonly string[]): ReadonlyMap<string, Setting> {
  const near = plan.settings.filter(
    (setting) => setting.path.length >= path.length && isWithin(setting.path, path.slice(0, -1)),
  );
  return new Map(near.map((setting) => [setting.path[path.length - 1] ?? "", setting]));
}
