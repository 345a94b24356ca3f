import { sameContent } from "../secret/canonical-text.ts";
import type { Origin } from "../model/problem.ts";
import type { Loaded } from "../load/provenance.ts";
import { isSecret } from "../secret/secret.ts";
import { pathName } from "../model/setting.ts";
import { propertyOf } from "../util/objects.ts";

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

/** What a load found that the one before had not. */
export function differences(before: Loaded, after: Loaded): Differences {
  const [old, now] = [loadedValues(before), loadedValues(after)];
  const changed = new Map<string, ChangedSetting>();
  let isMoved = false;
  for (const name of new Set([...old.keys(), ...now.keys()])) {
    const [from, to] = [old.get(name), now.get(name)];
    isMoved ||= !sameOrigin(from?.origin, to?.origin);
    if (sameValue(from?.value, to?.value)) continue;
    const path = after.provenance.plan.settingAt.get(name)?.path;
    // Another string may mean the same: 1 and 1.0, or a list with other spaces.
    if (path && sameDecoded(path, before.config, after.config)) continue;
    changed.set(name, versions(from?.origin, to?.origin));
  }
  return { changed, isMoved };
}

interface LoadedValue {
  readonly value: unknown;
  readonly origin: Origin;
}

function loadedValues({ resolution }: Loaded): ReadonlyMap<string, LoadedValue> {
  const values = new Map<string, LoadedValue>(resolution.values);
  for (const [group, extras] of resolution.extras)
    for (const [key, extra] of extras)
      values.set(group === "" ? pathName([key]) : `${group}.${pathName([key])}`, extra);
  return values;
}

function sameDecoded(path: readonly string[], previous: unknown, current: unknown): boolean {
  const [before, after] = [path.reduce(propertyOf, previous), path.reduce(propertyOf, current)];
  return before !== undefined && after !== undefined && sameValue(before, after);
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
