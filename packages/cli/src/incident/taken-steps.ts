import { disclose } from "../audit/disclose.ts";
import type { AuditedWork } from "../audit/recorded.ts";
import type { Context } from "../command.ts";
import { CouldNotLook } from "../could-not-look.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import type { Finding } from "../finding.ts";
import { erasureBlocker, type Erasure, eraseFromCopy, searchCopy } from "./erase.ts";
import type { IncidentStep } from "./incident-report.ts";
import type { LookedInto } from "./look-into.ts";
import { replaceLeaked } from "./replace-leaked.ts";

/** The steps that are done: by an earlier run, and by this one where the person said yes. `--erase` is that step alone, also again. */
export async function takenSteps(
  { incident, secret, rotation, root }: LookedInto,
  loaded: LoadedDefinition,
  context: Context,
): Promise<AuditedWork<TakenSteps>> {
  const { erasure } = incident;
  const { env } = context.terminal;
  const isErasing = context.options.flag("erase");
  const done = new Set(incident.done);
  const [warnings, unseen]: [Finding[], CouldNotLook[]] = [[], []];
  const isWanted = (isErasing || !done.has("erased")) && isInHistory(incident);
  const blocker = isWanted ? erasureBlocker(root, erasure, env) : undefined;
  if (!isErasing && rotation && !done.has("rotated")) {
    // Once it is replaced, the sources don't have what is to be erased.
    if (blocker) throw blocker;
    const replaced = await replaceLeaked(rotation, loaded, context);
    if (replaced.result) done.add("rotated");
    warnings.push(...replaced.warnings);
  }
  if (isWanted && (await context.confirm(erasureQuestion(erasure)))) {
    const purpose = "confide incident: git filter-repo";
    try {
      if (blocker) throw blocker;
      const told = await disclose([{ text: secret, secret: true }], loaded, { purpose });
      warnings.push(...told.warnings);
      eraseFromCopy(root, erasure, secret, env);
      await searchCopy(erasure.copy, secret, env);
      done.add("erased");
    } catch (error) {
      // The report says what was done before.
      if (!(error instanceof CouldNotLook)) throw error;
      unseen.push(error);
    }
  }
  return { result: { done: [...done], unseen }, warnings };
}

interface TakenSteps {
  readonly done: readonly IncidentStep[];
  /** What went wrong behind them. */
  readonly unseen: readonly CouldNotLook[];
}

export function isInHistory({ places }: LookedInto["incident"]): boolean {
  return places.some(({ where }) => where === "history");
}

function erasureQuestion({ copy }: Erasure): Parameters<Context["confirm"]>[0] {
  return {
    shown: () =>
      `A copy of the repository is made, ${copy}, and git filter-repo takes the value out of it, in every form`,
    asks: `Erase it from a copy, ${copy}?`,
    unasked: "a copy would be made, from which it is erased",
    fix: "add --yes to do it",
  };
}
