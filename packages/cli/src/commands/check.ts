import { join, relative } from "node:path";

import type { Definition } from "@confide/core";

import { type Context, defineCommand, type Result } from "../command.ts";
import type { Core } from "../definition/core.ts";
import type { LoadedDefinition } from "../definition/load-definition.ts";
import { textOrNone } from "../files/propose.ts";
import { findingOf } from "../finding.ts";
import { withoutValue } from "../settings/env-lines.ts";
import { exampleDrift } from "../settings/example-drift.ts";

interface CheckData {
  /** What was looked at. Naming a look leaves the others out, so that a machine without the secrets can do it. */
  readonly look: "load" | "example";
  readonly fits: boolean;
  /** How many settings there are. */
  readonly settings: number;
  /** Files that were mended. */
  readonly written: readonly string[];
}

export const checkCommand = defineCommand<CheckData>({
  data: (z) =>
    z.strictObject({
      look: z.enum(["load", "example"]),
      fits: z.boolean(),
      settings: z.int(),
      written: z.array(z.string()).readonly(),
    }),
  async run(context) {
    const loaded = await context.definition();
    return context.options.flag("example") ? lookAtExample(loaded, context) : lookAtLoad(loaded);
  },
  print({ look, fits, settings, written }, { style }) {
    if (written.length > 0) return `${style.green("✓")} wrote ${written.join(", ")}`;
    if (!fits) return "";
    const what = look === "load" ? "the configuration loads" : ".env.example fits";
    return `${style.green("✓")} ${what}: ${settings} ${settings === 1 ? "setting" : "settings"}`;
  },
});

async function lookAtLoad({ definition, core }: LoadedDefinition): Promise<Result<CheckData>> {
  const problems = await core.checkConfig(definition, { warnings: true });
  const missing = problems.find(({ kind, path }) => kind === "missing" && path.length > 0);
  const fits = problems.length === 0;
  const settings = countOf(definition, core);
  return {
    data: { look: "load", fits, settings, written: [] },
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
}

const MEND = {
  command: "confide check --example --write",
  why: "shows what would change, asks, and writes it",
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

async function lookAtExample(
  { definition, core, folder }: LoadedDefinition,
  context: Context,
): Promise<Result<CheckData>> {
  const path = join(folder, ".env.example");
  const settings = core.describeSettings(definition);
  const drift = exampleDrift(textOrNone(path), core.envExample(definition), settings);
  const [file, look, count] = [relative(context.terminal.cwd, path), "example", settings.length] as const;
  const problems = drift.problems.map((each) => ({ ...each, file }));
  if (problems.length === 0 || !context.options.flag("write"))
    return {
      data: { look, fits: problems.length === 0, settings: count, written: [] },
      problems,
      next: problems.length > 0 ? [MEND] : [],
    };
  const proposal = await context.propose({ path, text: drift.mended, shown: withoutValue });
  return proposal === "written"
    ? { data: { look, fits: true, settings: count, written: [file] } }
    : { data: { look, fits: false, settings: count, written: [] }, problems };
}
