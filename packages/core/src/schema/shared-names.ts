import type { Problem } from "../model/problem.ts";
import { groupsOf, type Setting } from "../model/setting.ts";
import { upperSnakeCase } from "../util/text.ts";

/** Two settings that one variable would set: whichever was meant, the other would change with it. */
export function sharedNames(settings: readonly Setting[]): Problem[] {
  const problems: Problem[] = [];
  const holders = new Map<string, string>();
  // Groups have names too: their JSON stands there.
  for (const { env, path, name } of [...groupsOf(settings), ...settings]) {
    for (const variable of env.length > 0 ? env : [path.map(upperSnakeCase).join("_")]) {
      const holder = holders.get(variable);
      if (holder !== undefined && holder !== name) {
        const message = `has the same name as ${holder}: both are ${variable}. Give one another by .meta({ env })`;
        problems.push({ path, kind: "invalid", message, places: [] });
      }
      holders.set(variable, name);
    }
  }
  return problems;
}
