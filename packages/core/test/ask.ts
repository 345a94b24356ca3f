import * as z from "zod";

import { planOf } from "../src/schema/plan.ts";
import type { Setting } from "../src/model/setting.ts";
import type { Reading, ReadContext, Source, SyncSource } from "../src/contract/source.ts";

/** The settings of a schema's properties. */
export function settingsOf(shape: z.core.$ZodLooseShape): readonly Setting[] {
  return planOf(z.object(shape)).settings;
}

function contextOf(settings: readonly Setting[], changes: Partial<ReadContext> = {}): ReadContext {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 5000, settings, ...changes };
}

export function ask(source: SyncSource, settings: readonly Setting[], wanted = settings): Reading {
  return source.readSync(wanted, contextOf(settings));
}

export async function askAsync(
  source: Source,
  settings: readonly Setting[],
  wanted = settings,
): Promise<Reading> {
  return source.read(wanted, contextOf(settings));
}

/** The answers as `{ "database.host": value }`, a failure as its message. */
export function valuesIn({ answers }: Reading): Record<string, unknown> {
  return Object.fromEntries(
    answers.map((answer) => [
      answer.path.join("."),
      "error" in answer ? `${answer.error.reason}: ${answer.error.message}` : answer.value,
    ]),
  );
}

/** The answers as `{ "database.host": location }`. */
export function locationsIn({ answers }: Reading): Record<string, string | undefined> {
  return Object.fromEntries(answers.map(({ path, origin }) => [path.join("."), origin.location]));
}
