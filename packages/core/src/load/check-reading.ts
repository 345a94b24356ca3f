import { isSourceError, SourceError } from "../model/errors.ts";
import type { Origin } from "../model/problem.ts";
import type { Place } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import { isObject } from "../util/objects.ts";
import { tried } from "../util/tried.ts";
import type { Ignored, Reading, Source } from "../contract/source.ts";
import { located } from "../sources/shared/located.ts";

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

export function isAnswer(answer: unknown): boolean {
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

export function isPath(path: unknown): boolean {
  return Array.isArray(path) && path.every((segment) => typeof segment === "string");
}

function isOrigin(origin: unknown): boolean {
  if (!isObject(origin)) return false;
  const { source, location = "", version = "" } = origin as Record<keyof Origin, unknown>;
  return [source, location, version].every((text) => typeof text === "string");
}
