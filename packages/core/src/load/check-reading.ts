import { isSourceError, SourceError } from "../model/errors.ts";
import type { Origin } from "../model/problem.ts";
import { pathName, type Place } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import { isPlainObject } from "../util/safe-json.ts";
import { isObject } from "../util/objects.ts";
import { tried } from "../util/tried.ts";
import type { Ignored, Missing, Reading, Source, Unknown } from "../contract/source.ts";
import { located } from "../sources/shared/located.ts";

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

/** For reports: where a third party's `locate` fails, that costs its spelling, not the report. */
export function locate(source: Pick<Source, "name" | "locate">, place: Place): string | undefined {
  const location = located(source, place);
  return typeof location === "string" ? location : undefined;
}

/** Where a third party's fails, that costs its words, not the report. */
export function fixOfUnknown({ unknownFix }: Source, name: string): string {
  const fix: unknown = tried(() => unknownFix?.(name));
  return typeof fix === "string" ? fix : "take it out, or add it to the schema";
}

/** A third party's source that is none, by its place in the definition. */
export function oddSources(sources: readonly unknown[]): readonly number[] {
  return sources.flatMap((source, index) => (isSource(source) ? [] : [index]));
}

const UNKNOWN_NAMES_OPTIONS: ReadonlySet<unknown> = new Set([undefined, "warn", "refuse", "shared"]);

function isSource(source: unknown): boolean {
  try {
    const {
      name,
      locate: where,
      read,
      readSync,
      names,
      unknownNames: meaning,
      unknownFix,
      watches = [],
    } = source as Record<keyof Source, unknown>;
    const hasFunctions = [where, read].every((each) => typeof each === "function");
    const hasNames =
      Array.isArray(watches) && [name, ...(watches as unknown[])].every((each) => typeof each === "string");
    return (
      hasFunctions &&
      hasNames &&
      [names, readSync, unknownFix].every((each) => ["undefined", "function"].includes(typeof each)) &&
      UNKNOWN_NAMES_OPTIONS.has(meaning)
    );
  } catch {
    return false; // a getter that throws
  }
}

/** A third party's reading, or a clear error in its place. */
export function checkedReading(reading: unknown, source: Source): Reading | SourceError {
  if (isReading(reading)) return reading;
  const message = `${source.name} answered in a form that is no reading: { answers: [{ path, value, origin }] }`;
  return new SourceError({ reason: "malformed", message, store: source.name });
}

/** `unknown` may be a getter, and is looked at when it is needed. */
function isReading(reading: unknown): reading is Reading {
  if (!isObject(reading) || !("answers" in reading)) return false;
  const { answers, warnings = [], ignored = [] } = reading as Record<keyof Reading, unknown>;
  return (
    [answers, warnings, ignored].every(Array.isArray) &&
    (ignored as unknown[]).every(isIgnored) &&
    (answers as unknown[]).every(isAnswer) &&
    (warnings as unknown[]).every(isWarning)
  );
}

function isAnswer(answer: unknown): boolean {
  if (!isObject(answer) || !("path" in answer) || !("origin" in answer)) return false;
  const isSound = !("error" in answer) || isSourceError(answer.error);
  return isSound && isPath(answer.path) && isOrigin(answer.origin);
}

function isWarning(warning: unknown): boolean {
  if (!isObject(warning)) return false;
  const { path = [], message, origin, fix = "" } = warning as Record<keyof Warning, unknown>;
  return isPath(path) && isOrigin(origin) && typeof message === "string" && typeof fix === "string";
}

function isIgnored(ignored: unknown): boolean {
  if (!isAnswer(ignored)) return false;
  const { why, fix = "" } = ignored as Record<keyof Ignored, unknown>;
  return typeof why === "string" && typeof fix === "string";
}

function isPath(path: unknown): boolean {
  return Array.isArray(path) && path.every((segment) => typeof segment === "string");
}

function isOrigin(origin: unknown): boolean {
  if (!isObject(origin)) return false;
  const { source, location = "", version = "" } = origin as Record<keyof Origin, unknown>;
  return [source, location, version].every((text) => typeof text === "string");
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
    const names = pathsIn(each).map(pathName);
    const unknown = (name: string) => ({ name, group, origin: { source, location: name } });
    const own = pathName(each.path);
    return [...names.map(unknown), ...(names.includes(own) ? [] : [{ ...unknown(own), holds: names }])];
  });
}

/** Those that have a value, which a strict or loose object is given. */
export function unknownValues(reading: Reading): readonly Unknown[] {
  return listOf(() => reading.unknown).filter(isUnknown);
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

/** Of what was asked for. */
export function ignoredOf(asked: ReadonlySet<Place>, { ignored = [] }: Reading): readonly Ignored[] {
  const names = ignored.length === 0 ? undefined : new Set([...asked].map(({ name }) => name));
  return ignored.filter(({ path }) => names?.has(pathName(path)));
}
