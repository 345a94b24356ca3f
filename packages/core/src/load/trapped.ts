import { pathName } from "../model/setting.ts";
import type { Problem } from "../model/problem.ts";
import type { Resolution } from "./resolution.ts";

/**
 * A trap is why a setting is missing or isn't what it should be: then it is the fix. A missing secret is one problem, the
 * trap itself.
 */
export function withTraps({ warnings }: Resolution, problems: readonly Problem[]): Problem[] {
  const traps = new Map<string, string>();
  for (const { kind, path, message, fix } of warnings) {
    const name = kind === "trap" && path ? pathName(path) : undefined;
    if (name !== undefined && fix !== undefined && !traps.has(name)) traps.set(name, `${message}: ${fix}`);
  }
  const trapped = new Set(problems.filter(({ kind }) => kind === "trap").map(({ path }) => pathName(path)));
  return problems
    .filter(({ kind, path }) => kind !== "missing" || !trapped.has(pathName(path)))
    .map((problem) => {
      const fix = trapped.has(pathName(problem.path)) ? undefined : traps.get(pathName(problem.path));
      const isResult = problem.kind === "missing" || problem.kind === "invalid";
      return fix === undefined || !isResult ? problem : { ...problem, fix };
    });
}
