import type { Source } from "../contract/source.ts";
import type { Problem } from "../model/problem.ts";
import type { Place } from "../model/setting.ts";
import type { Plan } from "../schema/plan.ts";
import { checkOnce } from "./check-once.ts";
import { tried } from "../util/tried.ts";

/**
 * Two settings that one name of a source would set: whichever was meant, the other would change with it. Groups have names
 * too, for their JSON.
 *
 * @throws ConfigError
 */
export const refuseSharedNames = checkOnce(sharedNamesIn);

function sharedNamesIn({ settings, places }: Plan, source: Source): Problem[] {
  const holders = new Map<string, string>();
  const groups = places.slice(settings.length);
  return [...groups, ...settings].flatMap((place) =>
    namesAt(source, place).flatMap((name): Problem[] => {
      const holder = holders.get(name) ?? place.name;
      holders.set(name, place.name);
      if (holder === place.name) return [];
      const message = `has the same name as ${holder}: both are ${name}. ${remedy(source, place)}`;
      return [{ path: place.path, kind: "invalid", message, places: [] }];
    }),
  );
}

/** What a third party throws is reported when the source is read. */
function namesAt(source: Source, place: Place): readonly string[] {
  const names: unknown = tried(() => source.names?.(place));
  return Array.isArray(names) ? names.filter((name): name is string => typeof name === "string") : [];
}

const PROBE = "CONFIDE_PROBE";

function remedy(source: Source, place: Place): string {
  const takesMeta = namesAt(source, { ...place, env: [PROBE] }).some((name) => name.includes(PROBE));
  return takesMeta ? "Give one another by .meta({ env })" : "Give one another name in the schema";
}
