import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import { findingOf } from "../finding.ts";
import { counted, type CheckLook } from "./look.ts";

export interface LoadLookData {
  readonly look: "load";
  readonly fits: boolean;
  /** How many settings there are. */
  readonly settings: number;
}

/** Would it load? */
export const loadLook: CheckLook<LoadLookData> = {
  data: (z) => z.strictObject({ look: z.literal("load"), fits: z.boolean(), settings: z.int() }),
  async run({ definition, core }) {
    const problems = await core.checkConfig(definition, { warnings: true });
    const missing = problems.find(({ kind, path }) => kind === "missing" && path.length > 0);
    const fits = problems.length === 0;
    return {
      data: { look: "load", fits, settings: countOf(definition, core) },
      problems: problems.map((each) => findingOf(each, core.pathName)),
      ...(!fits && { report: new core.ConfigError(problems).message }),
      next: missing
        ? [
            {
              command: `confide explain ${core.pathName(missing.path)}`,
              why: "shows every place that was looked in, and what it said",
            },
          ]
        : [],
    };
  },
  print({ fits, settings }, { style }) {
    return fits ? `${style.green("✓")} the configuration loads: ${counted(settings, "setting")}` : "";
  },
};

/** A schema that can't be a configuration has no settings to count, and is among the problems. */
function countOf(definition: Definition, core: Core): number {
  try {
    return core.describeSettings(definition).length;
  } catch (error) {
    if (error instanceof core.ConfigError) return 0;
    throw error;
  }
}
