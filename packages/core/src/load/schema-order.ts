import type { Problem } from "../model/problem.ts";
import { isWithin } from "../model/setting.ts";
import type { Plan } from "../schema/plan.ts";

/** Problems in the order of the settings that they are about. */
export function inSchemaOrder({ settings }: Plan, problems: readonly Problem[]): Problem[] {
  const places = new Map(
    problems.map((problem) => [problem, settings.findIndex(({ path }) => isWithin(path, problem.path))]),
  );
  return problems.toSorted((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0));
}
