import type { Ignored, Missing, Reading, Source, Unknown } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import { isSetting, isWithin, pathName, type Place } from "../model/setting.ts";
import type { Plan } from "../schema/plan.ts";
import { isObject } from "../util/objects.ts";
import { isPlainObject } from "../util/safe-json.ts";
import { tried } from "../util/tried.ts";
import { isAnswer, isPath } from "./check-reading.ts";

/** A name in a source that is no setting's. */
export interface UnknownName {
  readonly name: string;
  /** For a name inside a group's value: the path that it would be. */
  readonly path?: readonly string[];
  /** The name of the group that is given it. */
  readonly group?: string;
  /** For the name of an object: the names in it, which are unknown names themselves. */
  readonly holds?: readonly string[];
  readonly origin: Origin;
}

/** What one source answered, but for its answers. */
export interface SourceReading {
  readonly source: Source;
  /** Unknown names inside the values of groups. */
  readonly inGroups: readonly UnknownName[];
  /** Why something isn't there. A function, as most loads don't look. */
  readonly missing: () => readonly Missing[];
  readonly locationIn: (path: readonly string[]) => string | undefined;
  /** The source's own unknown names. A function, as most loads don't look. */
  readonly unknown: () => readonly UnknownName[];
}

export function sourceReading(
  source: Source,
  reading: Reading,
  inGroups: readonly UnknownName[],
): SourceReading {
  const unknown = () => unknownNamesIn(source, reading);
  return { source, inGroups, unknown, missing: () => missingIn(reading), locationIn: locatorOf(reading) };
}

/** A third party's may throw, or say anything. */
function locatorOf({ locationIn }: Reading): SourceReading["locationIn"] {
  return (path) => {
    const location: unknown = tried(() => locationIn?.(path));
    return typeof location === "string" ? location : undefined;
  };
}

/** They make warnings and fixes; a source that can't name its own costs those, not the load. */
export function unknownNamesIn({ name: source }: Source, reading: Reading): readonly UnknownName[] {
  return listOf(() => reading.unknown).flatMap((each): UnknownName[] => {
    if (typeof each === "string") return [{ name: each, origin: { source, location: each } }];
    if (!isUnknown(each)) return [];
    const group = pathName(each.path.slice(0, -1));
    const names = unusedPaths(reading, each).map(pathName);
    if (names.length === 0) return [];
    const unknown = (name: string) => ({ name, group, origin: { source, location: name } });
    const own = pathName(each.path);
    return [...names.map(unknown), ...(names.includes(own) ? [] : [{ ...unknown(own), holds: names }])];
  });
}

/** Those that have a value, which a strict or loose object is given. A strict one has no need to refuse what is used. */
export function unknownValues(reading: Reading, looseGroups: Plan["looseGroups"]): readonly Unknown[] {
  return listOf(() => reading.unknown)
    .filter(isUnknown)
    .filter(
      (each) => looseGroups.has(pathName(each.path.slice(0, -1))) || unusedPaths(reading, each).length > 0,
    );
}

/** Without those that something else in the source uses, itself or what is around it. A third party's function may throw. */
function unusedPaths({ isUsed }: Reading, unknown: Unknown): readonly (readonly string[])[] {
  const isAt = (path: readonly string[]) => tried(() => isUsed?.(path)) === true;
  return pathsIn(unknown).filter((path) => !path.some((_, depth) => isAt(path.slice(0, depth + 1))));
}

function isUnknown(each: unknown): each is Unknown {
  return isAnswer(each) && "value" in (each as object);
}

/** An object under an unknown name is as many names. */
function pathsIn(
  { path, value }: Pick<Unknown, "path" | "value">,
  seen = new Set<unknown>(),
): readonly (readonly string[])[] {
  if (!isPlainObject(value) || Object.keys(value).length === 0 || seen.has(value)) return [path];
  seen.add(value);
  return Object.entries(value).flatMap(([key, each]) => pathsIn({ path: [...path, key], value: each }, seen));
}

/** A third party's may be of any form. */
function missingIn(reading: Reading): readonly Missing[] {
  return listOf(() => reading.missing).filter((each): each is Missing => {
    return isObject(each) && isPath((each as Missing).path) && typeof (each as Missing).why === "string";
  });
}

function listOf(get: () => unknown): readonly unknown[] {
  try {
    const list = get();
    return Array.isArray(list) ? list : [];
  } catch {
    return []; // a third party's getter
  }
}

/** Of what was asked for, or of a part of it. */
export function ignoredOf(asked: ReadonlySet<Place>, { ignored = [] }: Reading): readonly Ignored[] {
  if (ignored.length === 0) return [];
  const places = [...asked];
  return ignored.filter(({ path }) => {
    const name = pathName(path);
    return places.some((place) => place.name === name || (isSetting(place) && isWithin(path, place.path)));
  });
}
