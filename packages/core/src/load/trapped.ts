import { pathName, type ValueType } from "../model/setting.ts";
import { bareType } from "../model/value-forms.ts";
import type { Plan } from "../schema/plan.ts";
import { revealed } from "../secret/secret.ts";
import type { Problem } from "../model/problem.ts";
import type { Resolution } from "./resolution.ts";

/** What a file or a store holds as a number or boolean is one, also where the schema asks for a string. */
export function withQuotes(
  plan: Plan,
  { values }: Pick<Resolution, "values">,
  problems: readonly Problem[],
): Problem[] {
  return problems.map((problem) => {
    const name = pathName(problem.path);
    const [setting, resolved] = [plan.settingAt.get(name), values.get(name)];
    if (problem.kind !== "invalid" || !setting || !resolved || resolved.source.name === "memory")
      return problem;
    const isBare = ["number", "bigint", "boolean"].includes(typeof revealed(resolved.value));
    return isBare && asksForString(setting.valueType) ? { ...problem, fix: "put quotes around it" } : problem;
  });
}

function asksForString(valueType: ValueType): boolean {
  const bare = bareType(valueType);
  if (bare.type === "choice") return bare.values.every((value) => typeof value === "string");
  return bare.type === "text";
}

/**
 * A trap is why a setting is missing or isn't what it should be: then it is the fix. A missing secret is one problem, the
 * trap itself.
 */
export function withTraps({ warnings }: Resolution, problems: readonly Problem[]): Problem[] {
  const traps = new Map<string, string>();
  for (const { kind, path, message, fix } of warnings) {
    const name = (kind === "trap" || kind === "doubt") && path ? pathName(path) : undefined;
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
