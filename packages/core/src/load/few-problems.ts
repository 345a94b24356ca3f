import { pathName } from "../model/setting.ts";
import type { Problem } from "../model/problem.ts";

/** A list of ten thousand wrong items is a report of ten. */
const MOST_WITHIN = 10;

/** Of what is wrong within one setting's value the first ten, and how many more there are. */
export function fewProblems(problems: readonly Problem[]): readonly Problem[] {
  const together = Map.groupBy(problems, (problem) =>
    problem.within === undefined ? problem : pathName(problem.path),
  );
  return [...together.values()].flatMap((all) => {
    const more = all.length - MOST_WITHIN;
    return more <= 0 ? all : [...all.slice(0, MOST_WITHIN), ...all.slice(-1).map((last) => rest(last, more))];
  });
}

function rest({ path, places, secret }: Problem, more: number): Problem {
  const message = `holds ${more} more of such items`;
  return { path, kind: "invalid", message, places, ...(secret && { secret }) };
}
