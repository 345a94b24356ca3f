import type { NextStep } from "../finding.ts";
import type { ProjectFacts } from "../project/project.ts";

/**
 * The commands that install what the written files need and the project lacks.
 *
 * @param definition The definition's file, as its reader spells it.
 */
export function installSteps(
  { manifest, packageManager }: ProjectFacts,
  definition: string,
): readonly NextStep[] {
  const { dependencies } = manifest;
  const range = dependencies.get("zod");
  const needed = [
    ...(dependencies.has("@confide/core") ? [] : ["@confide/core"]),
    ...(range === undefined ? ["zod"] : isOldZod(range) ? ["zod@^4"] : []),
  ];
  const tools = dependencies.has("@confide/cli") ? [] : ["@confide/cli"];
  return [
    ...(needed.length > 0
      ? [{ command: packageManager.install(needed, "normal"), why: `what ${definition} imports` }]
      : []),
    ...(tools.length > 0
      ? [{ command: packageManager.install(tools, "development"), why: "this program" }]
      : []),
  ];
}

function isOldZod(range: string): boolean {
  return /^\D{0,3}[0-3](?:\.|$)/.test(range.trim());
}
