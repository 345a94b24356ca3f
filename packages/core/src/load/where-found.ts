import type { Origin } from "../model/problem.ts";
import type { Setting } from "../model/setting.ts";
import { locate } from "./check-reading.ts";
import type { HeldPart, Resolved } from "./extras.ts";
import type { Blame } from "./undecodable.ts";

/** Where a value stood, with the name that it has there: `.env:4 PORT`. */
function whereFound({ origin, source }: HeldPart, setting: Setting): Origin {
  const name = source && locate(source, setting);
  const { location } = origin;
  if (name === undefined || location === undefined || location.includes(name) || !/:\d+$/.test(location))
    return origin;
  return { ...origin, location: `${location} ${name}` };
}

/** The same for a place in a value, which may have been merged from several. A part has a name of its own. */
export function whereFoundWithin(
  resolved: Resolved,
  setting: Setting,
  path: readonly PropertyKey[],
  blame?: Blame,
): Origin {
  const held = resolved.partAt?.(path, blame);
  if (!held) return whereFound(resolved, setting);
  return held.isPart ? held.origin : whereFound(held, setting);
}
