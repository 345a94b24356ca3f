import type { Source } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import { isWithin, pathName, type Setting } from "../model/setting.ts";
import type { Warning } from "../model/warning.ts";
import type { Plan } from "../schema/plan.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import { didYouMean, nearest, printable } from "../util/text.ts";
import { locate } from "./check-reading.ts";
import type { SourceReading } from "./source-reading.ts";
import type { Resolution } from "./resolution.ts";

interface Spelled {
  readonly setting: Setting;
  readonly name: string;
}

interface UnknownFound {
  readonly name: string;
  readonly origin: Origin;
  readonly source: Source;
  /** It is near to one of the schema's names. */
  readonly isNear: boolean;
  /** The nearest of those, unless the source holds it too: then it was not meant. */
  readonly meant?: Spelled;
}

/** A shared source's own names are everybody's; those in a group's value are the configuration's in any source. */
export function unknownIn(
  plan: Plan,
  resolution: Pick<Resolution, "values" | "shadowed">,
  { source, inGroups, unknown }: SourceReading,
): UnknownFound[] {
  const names = [...inGroups, ...(source.unknownNames === "shared" ? [] : unknown())];
  if (names.length === 0) return [];
  const known = settingsByName(plan, source);
  return names.flatMap(({ name, path, group, holds, origin }) => {
    if (group !== undefined && plan.looseGroups.has(group)) return [];
    if (path ? plan.settingAt.has(pathName(path)) : known.has(name)) return [];
    const candidates = path ? siblings(plan, path) : known;
    const near = nearest(name, candidates.keys());
    // What is in an object says more than its own name, where it is near a setting.
    if (holds && (near === undefined || holds.some((each) => nearest(each, candidates.keys())))) return [];
    const setting = near === undefined ? undefined : candidates.get(near);
    const isMeant = setting && near !== undefined && !isHeld(setting, near, source, resolution);
    const meant = isMeant && { meant: { setting, name: near } };
    return [{ name, origin, source, isNear: near !== undefined, ...meant }];
  });
}

/** Whether a source holds a setting, under whichever of its names; or the group of that name, as JSON. */
function isHeld(
  setting: Setting,
  name: string,
  source: Source,
  { values, shadowed }: Pick<Resolution, "values" | "shadowed">,
): boolean {
  const group = setting.groups.find((each) => locate(source, each) === name);
  if (!group) {
    const isHere = values.get(setting.name)?.source === source;
    return isHere || (shadowed.get(setting.name) ?? []).some((origin) => origin.source === source.name);
  }
  return [...values].some(
    ([each, held]) =>
      held.source === source && each.startsWith(`${group.name}.`) && held.origin.location?.includes("#"),
  );
}

export function settingsByName(plan: Plan, source: Source): ReadonlyMap<string, Setting> {
  const names = new Map<string, Setting>();
  for (const setting of plan.settings) {
    for (const group of setting.groups) {
      const location = locate(source, group);
      if (location !== undefined && !names.has(location)) names.set(location, setting);
    }
    for (const name of [locate(source, setting), ...(source.names?.(setting) ?? setting.env)])
      if (name !== undefined) names.set(name, setting);
  }
  return names;
}

function siblings(plan: Plan, path: readonly string[]): ReadonlyMap<string, Setting> {
  const near = plan.settings.filter(
    (setting) => setting.path.length >= path.length && isWithin(setting.path, path.slice(0, -1)),
  );
  return new Map(near.map((setting) => [setting.path[path.length - 1] ?? "", setting]));
}

/** @param otherwise The fix where none of the schema's names was meant. */
export function unknownName(
  origin: Origin,
  name: string,
  meant: Spelled | undefined,
  otherwise: string,
): Warning {
  if (!isPlausibleName(name)) return hiddenName(origin, name);
  const message = `unknown name ${printable(name)}`;
  return {
    kind: "unknown-name",
    origin,
    message,
    ...(meant ? { path: meant.setting.path, fix: didYouMean(meant.name) } : { fix: otherwise }),
  };
}

/** It may be a line of a key that has no quotes around it, or a password in the place of a name. */
function hiddenName({ location, ...origin }: Origin, name: string): Warning {
  // A name inside a group's value is behind the value's own place.
  const place = location === name ? undefined : location?.split("#", 1)[0];
  return {
    kind: "unknown-name",
    origin: { ...origin, ...(place !== undefined && { location: place }) },
    message: "unknown name, not shown: it may be a part of a value",
    fix: "take it out; a value of several lines needs quotes",
  };
}
