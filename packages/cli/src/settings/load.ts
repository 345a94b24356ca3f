import type { Definition, Problem, Warning } from "@confide/core";

import type { Core } from "../definition/core.ts";

/** A load that either succeeded, with its configuration, or not, with its problems. */
export interface LoadOutcome {
  readonly config?: unknown;
  readonly problems: readonly Problem[];
  readonly warnings: readonly Warning[];
}

/** Loads without a word on the process's warnings: they are the caller's to show. */
export async function loadOutcome(definition: Definition, core: Core): Promise<LoadOutcome> {
  const warnings: Warning[] = [];
  try {
    const config: unknown = await core.loadConfig(definition, {
      onWarning: (each) => void warnings.push(each),
    });
    return { config, problems: [], warnings };
  } catch (error) {
    if (!(error instanceof core.ConfigError)) throw error;
    return { problems: error.problems, warnings };
  }
}
