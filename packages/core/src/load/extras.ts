import type { Source } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import { isUnsafeKey, refuseUnsafeKeys } from "../util/safe-json.ts";

/** One value, before it is decoded, and where it came from. */
export interface Resolved {
  readonly value: unknown;
  readonly origin: Origin;
  readonly source: Source;
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
}
