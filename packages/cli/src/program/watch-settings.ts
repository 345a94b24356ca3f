import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import type { Finding } from "../finding.ts";
import { type ProblemReport, reportOf } from "../settings/problem-report.ts";
import { type ChosenVariables, withoutArguments } from "../settings/variables.ts";

/** Waits for settings to change. */
export interface SettingsWatch {
  /** Resolves with the next valid settings of which a program would see a difference. */
  readonly changed: () => Promise<ChosenVariables>;
  readonly close: () => Promise<void>;
}

export interface InvalidSettings {
  readonly problems: readonly Finding[];
  readonly report?: ProblemReport | undefined;
}

interface WatchSettingsOptions {
  /** Loads the settings anew. */
  readonly choose: () => Promise<ChosenVariables>;
  /** What the program has now. */
  readonly first: ChosenVariables;
  /** New settings are invalid, or a source can't be reached; the old ones stay in use. */
  readonly onInvalid: (invalid: InvalidSettings) => void;
}

/** How often it looks whether a look of the live configuration went wrong; to ask it costs nothing. */
const PROBLEMS_MS = 200;

export async function watchSettings(
  definition: Definition,
  core: Core,
  { choose, first, onInvalid }: WatchSettingsOptions,
): Promise<SettingsWatch> {
  const live = await core.watchConfig(withoutArguments(definition), { onWarning: () => undefined });
  let [change, known, told] = [Promise.withResolvers<void>(), first, ""];
  live.onChange(() => change.resolve());
  const timer = setInterval(() => {
    const { problems } = live;
    const text = core.formatProblems(problems);
    if (problems.length > 0 && text !== told)
      onInvalid({ problems: [], report: reportOf({ problems }, core) });
    told = text;
  }, PROBLEMS_MS);
  return {
    async changed() {
      for (;;) {
        await change.promise;
        change = Promise.withResolvers();
        const next = await choose();
        if (next.problems.length > 0) onInvalid(next);
        else if (!sameVariables(next, known)) return (known = next);
      }
    },
    async close() {
      clearInterval(timer);
      await live.close();
    },
  };
}

function sameVariables({ variables: a }: ChosenVariables, { variables: b }: ChosenVariables): boolean {
  return (
    a.length === b.length &&
    a.every(({ name, text }, index) => {
      const other = b[index];
      return other !== undefined && name === other.name && text.equals(other.text);
    })
  );
}
