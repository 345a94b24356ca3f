import type { Source } from "../contract/source.ts";
import type { Origin, Problem } from "../model/problem.ts";
import type { Setting } from "../model/setting.ts";
import { locate } from "./check-reading.ts";

/** With every place that was looked in. */
export function missingProblem(setting: Setting, sources: readonly Source[]): Problem {
  const { path, secret } = setting;
  const places = sources.flatMap((source): Origin[] => {
    const location = locate(source, setting);
    return location === undefined ? [] : [{ source: source.name, location }];
  });
  return { path, kind: "missing", message: "missing", places, ...(secret && { secret }) };
}
