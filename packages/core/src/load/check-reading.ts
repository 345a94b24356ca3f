import { type Origin, SourceError } from "../model/errors.ts";
import type { Setting } from "../model/setting.ts";
import type { Found, Note, Reading, Source } from "../contract/source.ts";
import { located } from "../sources/shared/located.ts";

/** A name in a source that nobody asked for. */
export interface Unclaimed {
  readonly name: string;
  /** For a name inside a group's value: the path that it would be. */
  readonly path?: readonly string[];
  readonly origin: Origin;
}

/** For reports: where a third party's `locate` fails, that costs its spelling, not the report. */
export function locate(source: Pick<Source, "name" | "locate">, setting: Setting): string | undefined {
  const location = located(source, setting);
  return typeof location === "string" ? location : undefined;
}

/** A third party's source that is none, by its place in the definition. */
export function oddSources(sources: readonly unknown[]): readonly number[] {
  return sources.flatMap((source, index) => (isSource(source) ? [] : [index]));
}

const UNKNOWN_NAMES: ReadonlySet<unknown> = new Set([undefined, "tell", "refuse", "shared"]);

function isSource(source: unknown): boolean {
  try {
    const {
      name,
      locate: where,
      read,
      readSync,
      unknownNames,
      watches = [],
    } = source as Record<keyof Source, unknown>;
    const hasFunctions = [where, read].every((each) => typeof each === "function");
    const hasNames =
      Array.isArray(watches) && [name, ...(watches as unknown[])].every((each) => typeof each === "string");
    return (
      hasFunctions &&
      hasNames &&
      ["undefined", "function"].includes(typeof readSync) &&
      UNKNOWN_NAMES.has(unknownNames)
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

/** What is worked out only when it is asked for is looked at then: see `unclaimedOf`. */
function isReading(reading: unknown): reading is Reading {
  if (!isObject(reading) || !("answers" in reading)) return false;
  const { answers, notes = [] } = reading as { answers: unknown; notes?: unknown };
  return Array.isArray(answers) && answers.every(isAnswer) && Array.isArray(notes) && notes.every(isNote);
}

function isAnswer(answer: unknown): boolean {
  if (!isObject(answer) || !("path" in answer) || !("origin" in answer)) return false;
  const isComplete = "error" in answer ? answer.error instanceof SourceError : "value" in answer;
  return isComplete && isPath(answer.path) && isOrigin(answer.origin);
}

function isNote(note: unknown): boolean {
  if (!isObject(note)) return false;
  const { path = [], message, origin, fix = "" } = note as Record<keyof Note, unknown>;
  return isPath(path) && isOrigin(origin) && typeof message === "string" && typeof fix === "string";
}

function isPath(path: unknown): boolean {
  return Array.isArray(path) && path.every((segment) => typeof segment === "string");
}

function isOrigin(origin: unknown): boolean {
  if (!isObject(origin)) return false;
  const { source, location = "", version = "" } = origin as Record<keyof Origin, unknown>;
  return [source, location, version].every((text) => typeof text === "string");
}

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

/** Odd names make warnings and hints; a source that can't tell its own costs those, not the load. */
export function unclaimedOf(source: Source, reading: Reading): readonly Unclaimed[] {
  return listOf(() => reading.unclaimed)
    .filter((name): name is string => typeof name === "string")
    .map((name) => ({ name, origin: { source: source.name, location: name } }));
}

export function extrasOf(reading: Reading): readonly Found[] {
  return listOf(() => reading.extras).filter((extra): extra is Found => isAnswer(extra));
}

function listOf(get: () => unknown): readonly unknown[] {
  try {
    const list = get();
    return Array.isArray(list) ? list : [];
  } catch {
    return []; // a third party's getter
  }
}
