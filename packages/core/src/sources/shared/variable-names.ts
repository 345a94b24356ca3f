import type { Ignored, ReadContext } from "../../contract/source.ts";
import { groupsOf, isSetting, type Place, type Setting } from "../../model/setting.ts";
import { upperSnakeCase } from "../../util/text.ts";

/** How settings and groups are spelled as variables. */
export interface Naming {
  /**
   * Stands before every name that follows from a path: `APP_`. A group's `.meta({ prefix })` takes its place.
   *
   * @default ""
   */
  readonly prefix?: string | undefined;
  /**
   * Between the segments of a path.
   *
   * @default "_"
   */
  readonly delimiter?: string | undefined;
  /**
   * Exact names by path, `{ "database.url": "PG_URL" }`; of several the first that is set wins.
   *
   * @default {}
   */
  readonly names?: Readonly<Record<string, string | readonly string[]>> | undefined;
}

/** The variables that a setting or group may stand in, the first that is set wins. None: it can't be spelled. */
export type VariableNames = (place: Place) => readonly string[];

/** @param possible What the source can hold as a name. */
export function variableNames(
  { prefix = "", delimiter = "_", names = {} }: Naming,
  possible = /^/,
): VariableNames {
  // A plan lives as long as its definition, so that every load asks for the same objects.
  const known = new WeakMap<Place, readonly string[]>();
  return (place) => {
    const before = known.get(place);
    if (before) return before;
    const spelled = exactNames(place, names) ?? derivedNames(place, prefix, delimiter);
    const found = spelled.filter((name) => possible.test(name));
    known.set(place, found);
    return found;
  };
}

function exactNames(
  { name, env, unnamed }: Place,
  names: NonNullable<Naming["names"]>,
): readonly string[] | undefined {
  const given = Object.hasOwn(names, name) ? names[name] : undefined;
  if (given !== undefined) return typeof given === "string" ? [given] : given;
  return env.length > 0 || unnamed ? env : undefined;
}

function derivedNames(
  { path, prefix: own }: Pick<Place, "path" | "prefix">,
  prefix: string,
  delimiter: string,
): readonly string[] {
  const segments = path.slice(own?.segments).map(upperSnakeCase);
  return segments.includes("") ? [] : [(own?.text ?? prefix) + segments.join(delimiter)];
}

/**
 * Whether a group's name may as well be another program's: `MAIL`, `PATH`. It follows from the path, and nothing that the
 * application chose is in it.
 */
export function isCommonName(place: Place, { prefix = "", names = {} }: Naming): boolean {
  if (isSetting(place) || place.env.length > 0 || Object.hasOwn(names, place.name)) return false;
  return (place.prefix?.text ?? prefix) === "";
}

/** Why an empty variable counts as missing. A secret is hardly meant to be empty. */
export function emptyValue(place: Place): Pick<Ignored, "why" | "fix"> {
  const isSecretSetting = isSetting(place) && place.secret;
  return {
    why: "is empty",
    fix: isSecretSetting ? "set it" : "set it, or take an empty string as a value: keepEmpty: true",
  };
}

/** Text that is meant as JSON, well-formed or not. */
export function beginsAsJson(text: string): boolean {
  return /^\s*(?:'?\s*[{["]|null\s*$)/.test(text);
}

export interface Hit<T> {
  readonly path: readonly string[];
  readonly name: string;
  readonly found: T;
}

export interface LookUp<T> {
  /** What is asked for: each place by the first of its names for which `find` has something. */
  readonly hits: readonly Hit<T>[];
  /** What is here too: under a later name, or a setting that an earlier source had. */
  readonly others: readonly Hit<T>[];
}

export function lookUp<T>(
  wanted: readonly Place[],
  { settings }: Pick<ReadContext, "settings">,
  namesOf: VariableNames,
  find: (name: string, place: Place) => T | undefined,
): LookUp<T> {
  const [hits, others, asked]: [Hit<T>[], Hit<T>[], Set<Place>] = [[], [], new Set(wanted)];
  const look = (place: Place, isAsked: boolean): void => {
    let isFirst = isAsked;
    for (const name of namesOf(place)) {
      const found = find(name, place);
      if (found === undefined) continue;
      (isFirst ? hits : others).push({ path: place.path, name, found });
      isFirst = false;
    }
  };
  for (const place of wanted) look(place, true);
  for (const setting of settings) if (!asked.has(setting)) look(setting, false);
  return { hits, others };
}

/** The names that are no setting's; with a prefix only those that begin with it, as all others are somebody else's. */
export function unknownNames(
  names: Iterable<string>,
  { settings }: Pick<ReadContext, "settings">,
  namesOf: VariableNames,
  prefix = "",
): string[] {
  const known = knownNames(settings, namesOf);
  const prefixes = [prefix, ...settings.flatMap(({ prefix: own }) => own?.text || [])];
  const ours = prefix === "" ? [""] : [...new Set(prefixes)];
  return [...names].filter((name) => ours.some((each) => name.startsWith(each)) && !known.has(name));
}

/** They follow from the schema and the source's options, which don't change from one load to the next. */
const knownTo = new WeakMap<VariableNames, WeakMap<readonly Setting[], ReadonlySet<string>>>();

function knownNames(settings: readonly Setting[], namesOf: VariableNames): ReadonlySet<string> {
  const bySettings = knownTo.get(namesOf) ?? new WeakMap<readonly Setting[], ReadonlySet<string>>();
  const known = bySettings.get(settings) ?? new Set([...settings, ...groupsOf(settings)].flatMap(namesOf));
  bySettings.set(settings, known);
  knownTo.set(namesOf, bySettings);
  return known;
}
