import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import { findingOf, type NextStep } from "../finding.ts";
import { reportOf } from "../settings/problem-report.ts";
import { counted } from "../text/counted.ts";
import type { CheckLook } from "./look.ts";

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
    const findings = problems.map((each) => findingOf(each, core.pathName));
    return {
      data: { look: "load", fits, settings: countOf(definition, core) },
      problems: findings,
      ...(!fits && { report: reportOf({ problems }, core, "checked") }),
      next: [
        ...(missing ? [explainStep(core.pathName(missing.path))] : []),
        ...(findings.some(({ reason }) => reason === "unauthenticated") ? [DOCTOR_STEP] : []),
      ],
    };
  },
  print({ fits, settings }, { style }) {
    return fits ? `${style.green("✓")} the configuration loads: ${counted(settings, "setting")}` : "";
  },
};

function explainStep(setting: string): NextStep {
  return {
    command: `confide explain ${setting}`,
    why: "shows every place that was looked in, and what it said",
  };
}

const DOCTOR_STEP: NextStep = {
  command: "confide doctor --online",
  why: "says what each store is signed in to with, and whether it works",
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
