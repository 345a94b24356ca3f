import { sinks } from "./sinks.ts";
import type { Things } from "./targets.ts";
import { needlesOf, type Value } from "./values.ts";
import type { World } from "./world.ts";

/** The sinks in which something of a value shows; never what shows, as this is printed. */
export function sinksThatShow(
  value: Value,
  things: Things,
  world: World,
  names: readonly string[] = Object.keys(sinks),
): readonly string[] {
  const needles = needlesOf(value);
  const shows = (text: string): boolean => needles.some((needle) => text.includes(needle));
  const inThings = names.filter((name) => things.some((thing) => shows(sinks[name]?.(thing) ?? "")));
  const inWorld = Object.entries(world.seen()).flatMap(([where, text]) => (shows(text) ? [where] : []));
  return [...inThings, ...inWorld];
}
