import type { Reading, Source } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import type { Plan } from "../schema/plan.ts";
import { groupAt } from "../schema/variants.ts";
import { unknownValues } from "./source-reading.ts";
import type { Blame } from "./undecodable.ts";
import { isPlausibleName } from "../util/plausible-name.ts";
import { isUnsafeKey, refuseUnsafeKeys } from "../util/safe-json.ts";

/** One value, before it is decoded, and where it came from. */
export interface Resolved {
  readonly value: unknown;
  readonly origin: Origin;
  readonly source: Source;
  /** Of a value that was merged: what holds the value at a path in it. */
  readonly partAt?: (path: readonly PropertyKey[], blame: Blame) => HeldPart | undefined;
}

/** What a merged value was merged of. A default has no source. */
export interface HeldPart {
  readonly value: unknown;
  readonly origin: Origin;
  readonly source?: Source;
  /** It is no value of the whole setting. */
  readonly isPart?: true;
}

/** Unknown names inside groups with their values, by the group's name. */
export class Extras extends Map<string, Map<string, Resolved>> {
  /** The first source that has the name wins. A name that could change a prototype is left out. */
  add(group: string, key: string, extra: Resolved): void {
    if (isUnsafeKey(key) || refuseUnsafeKeys(extra.value).failure !== undefined) return;
    const held = this.get(group) ?? new Map<string, Resolved>();
    if (!held.has(key)) held.set(key, extra);
    this.set(group, held);
  }

  /** Names of a source inside a group, in whatever way the group takes them. */
  addAll({ root, looseGroups }: Plan, source: Source, reading: Reading): void {
    for (const { path, value, origin } of unknownValues(reading, looseGroups)) {
      const group = path.length > 0 ? groupAt(root, path.slice(0, -1)) : undefined;
      if (group) this.add(group.group.name, path.at(-1) ?? "", { value, origin, source });
    }
  }

  /** Where sources have names of a group: such a place names them too, so that one that may be a value has none. */
  originsOf(group: string, names: readonly string[] = []): Origin[] {
    const origins = names.filter(isPlausibleName).flatMap((name) => this.get(group)?.get(name)?.origin ?? []);
    return [...new Map(origins.map((origin) => [JSON.stringify(origin), origin])).values()].slice(
      0,
      MOST_ORIGINS,
    );
  }
}

const MOST_ORIGINS = 3;
