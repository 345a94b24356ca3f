import type { Source } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import type { Setting } from "../model/setting.ts";
import { locate } from "./check-reading.ts";

/** Where a value stood, with the name that it has there: `.env:4 PORT`. */
export function whereFound(
  { origin, source }: { readonly origin: Origin; readonly source: Pick<Source, "name" | "locate"> },
  setting: Setting,
): Origin {
  const name = locate(source, setting);
  const { location } = origin;
  if (name === undefined || location === undefined || location.includes(name) || !/:\d+$/.test(location))
    return origin;
  return { ...origin, location: `${location} ${name}` };
}
