import type { Origin, Problem } from "../model/problem.ts";
import { pathName } from "../model/setting.ts";
import type { Resolution } from "./resolution.ts";

/** What is wrong inside a list has a line of its own, where the source can say which. */
export function withItemPlaces({ values, readings }: Resolution, problems: readonly Problem[]): Problem[] {
  return problems.map((problem) => {
    const { path, within = "", places } = problem;
    const resolved = within === "" ? undefined : values.get(pathName(path));
    const held = resolved?.partAt?.(keysOf(within), undefined) ?? resolved;
    const reading = held && readings.find(({ source }) => source === held.source);
    const location = reading?.locationIn([...path, ...keysOf(within)]);
    if (!held || location === undefined) return problem;
    return { ...problem, places: places.map((place) => movedPlace(place, held.origin, location)) };
  });
}

/** With the name behind the line, if there is one: `app.yaml:2 servers` is `app.yaml:6 servers`. */
function movedPlace(place: Origin, { source, location: whole = "" }: Origin, location: string): Origin {
  const isOfValue = place.source === source && whole !== "" && place.location?.startsWith(whole) === true;
  return isOfValue ? { ...place, location: location + (place.location ?? "").slice(whole.length) } : place;
}

/** `[2].port` as keys; up to a name that isn't shown. */
export function keysOf(within: string): readonly string[] {
  const keys = [...within.matchAll(/\[(\d+)\]|\.("(?:[^"\\]|\\.)*"|[^.[]+)/g)].map(([, index, name = ""]) => {
    return index ?? (name.startsWith('"') ? String(JSON.parse(name)) : name);
  });
  const hidden = keys.indexOf("*");
  return hidden === -1 ? keys : keys.slice(0, hidden);
}
