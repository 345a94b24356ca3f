import { sameContent } from "../secret/canonical-text.ts";
import type { Origin } from "../model/problem.ts";
import type { Loaded } from "../load/provenance.ts";
import { isSecret } from "../secret/secret.ts";
import { isSetting, isWithin, pathName } from "../model/setting.ts";
import { propertyOf } from "../util/objects.ts";
import { isPlainObject } from "../util/safe-json.ts";

/** A setting that has another value than before. Versions are those of stores; what comes from elsewhere has none. */
export interface ChangedSetting {
  readonly from?: string;
  readonly to?: string;
}

export interface Differences {
  /** By the setting's name: `database.password`. */
  readonly changed: ReadonlyMap<string, ChangedSetting>;
  /** No value differs, but where one came from: a new version of the same, another line. */
  readonly isMoved: boolean;
}

/** What a load found that the one before had not, as far as the configuration holds it. */
export function differences(before: Loaded, after: Loaded): Differences {
  const [old, now] = [loadedValues(before), loadedValues(after)];
  const changed = new Map<string, ChangedSetting>();
  const settings: (readonly string[])[] = [];
  let isMoved = false;
  for (const { name, path, isExtra } of namesIn(old, now)) {
    const [from, to] = [old.get(name), now.get(name)];
    isMoved ||= !sameOrigin(from?.origin, to?.origin);
    if (sameValue(from?.value, to?.value)) continue;
    const held = heldAt(path, before.config, after.config);
    // Another string may mean the same: 1 and 1.0, or a list with other spaces.
    if (sameValue(...held.values)) continue;
    // zod has left it out, and the change around it has a name already.
    if (isExtra && !held.isHere && settings.some((each) => isWithin(each, path.slice(0, -1)))) continue;
    changed.set(name, versions(from?.origin, to?.origin));
    if (!isExtra) settings.push(path);
  }
  return { changed, isMoved };
}

interface LoadedValue {
  readonly name: string;
  readonly path: readonly string[];
  readonly value: unknown;
  readonly origin: Origin;
  /** It is under a name that is no setting. */
  readonly isExtra: boolean;
}

type LoadedValues = ReadonlyMap<string, LoadedValue>;

/** Settings first. */
function namesIn(old: LoadedValues, now: LoadedValues): Iterable<LoadedValue> {
  const all = [...new Map([...old, ...now]).values()];
  return [...all.filter(({ isExtra }) => !isExtra), ...all.filter(({ isExtra }) => isExtra)];
}

/** What zod may have been given: no setting of a branch that was not chosen, and no extra where no object keeps any. */
function loadedValues({ resolution, provenance: { plan, hasPlaceFor } }: Loaded): LoadedValues {
  const places = new Map(plan.places.map((place) => [place.name, place]));
  const values: LoadedValue[] = [];
  for (const [name, { value, origin }] of resolution.values) {
    const place = places.get(name);
    if (place && isSetting(place) && !hasPlaceFor(place)) continue;
    values.push({ name, path: place?.path ?? [], value, origin, isExtra: false });
  }
  for (const [group, extras] of plan.keepsUnknown ? resolution.extras : [])
    for (const [key, { value, origin }] of extras) {
      const path = [...(places.get(group)?.path ?? []), key];
      values.push({ name: pathName(path), path, value, origin, isExtra: true });
    }
  return new Map(values.map((each) => [each.name, each]));
}

/** What two configurations have at a path; where neither has anything, as a transform may have moved it, what is around it. */
function heldAt(path: readonly string[], previous: unknown, current: unknown) {
  let values: [unknown, unknown] = [previous, current];
  for (const key of path) {
    const [before, after] = values;
    const isHere = isPlainObject(before) && isPlainObject(after) && (key in before || key in after);
    if (!isHere) return { isHere, values };
    values = [propertyOf(before, key), propertyOf(after, key)];
  }
  return { isHere: true, values };
}

export function sameValue(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (isSecret(a) || isSecret(b)) return isSecret(a) && isSecret(b) && a.equals(b);
  return sameContent(a, b);
}

function sameOrigin(a: Origin | undefined, b: Origin | undefined): boolean {
  return a?.source === b?.source && a?.location === b?.location && a?.version === b?.version;
}

function versions(from: Origin | undefined, to: Origin | undefined): ChangedSetting {
  return {
    ...(from?.version !== undefined && { from: from.version }),
    ...(to?.version !== undefined && { to: to.version }),
  };
}
