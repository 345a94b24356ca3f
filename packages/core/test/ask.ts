import * as z from "zod";

import { planOf } from "../src/schema/plan.ts";
import { groupsOf, pathName, type Place, type Setting } from "../src/model/setting.ts";
import type { Reading, ReadContext, Source, SyncSource } from "../src/contract/source.ts";

/** The settings of a schema's properties. */
export function settingsOf(shape: z.core.$ZodLooseShape): readonly Setting[] {
  return planOf(z.object(shape)).settings;
}

function contextOf(settings: readonly Setting[], changes: Partial<ReadContext> = {}): ReadContext {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 5000, settings, ...changes };
}

export function ask(source: SyncSource, settings: readonly Setting[], wanted = settings): Reading {
  return source.readSync(withGroups(wanted), contextOf(settings));
}

export async function askAsync(
  source: Source,
  settings: readonly Setting[],
  wanted = settings,
): Promise<Reading> {
  return source.read(withGroups(wanted), contextOf(settings));
}

function withGroups(settings: readonly Setting[]): readonly Place[] {
  return [...settings, ...groupsOf(settings)];
}

/** The answers as `{ "database.host": value }`, a failure as its message. */
export function valuesIn({ answers }: Reading): Record<string, unknown> {
  return Object.fromEntries(
    answers.flatMap((answer) => {
      if ("error" in answer)
        return [[answer.path.join("."), `${answer.error.reason}: ${answer.error.message}`]];
      return "value" in answer ? [[answer.path.join("."), answer.value]] : [];
    }),
  );
}

/** The answers as `{ "database.host": location }`. */
export function locationsIn({ answers }: Reading): Record<string, string | undefined> {
  const held = answers.filter((answer) => "value" in answer || "error" in answer);
  return Object.fromEntries(held.map(({ path, origin }) => [path.join("."), origin.location]));
}

/** What is there too, by its path and location. */
export function presentIn({ answers }: Reading): Record<string, string | undefined> {
  const present = answers.filter((answer) => !("value" in answer) && !("error" in answer));
  return Object.fromEntries(present.map(({ path, origin }) => [path.join("."), origin.location]));
}

/** The unknown names. */
export function unknownIn({ unknown = [] }: Reading): string[] {
  return unknown.map((each) => (typeof each === "string" ? each : pathName(each.path)));
}
