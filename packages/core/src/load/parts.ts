import type { Source } from "../contract/source.ts";
import type { Origin } from "../model/problem.ts";
import { pathName, type Setting, type ValueType } from "../model/setting.ts";
import { formsOf, typeAt } from "../model/value-forms.ts";
import { leavesOf } from "../schema/nodes.ts";
import type { Plan } from "../schema/plan.ts";
import { isPlainObject } from "../util/safe-json.ts";
import { tried } from "../util/tried.ts";
import { decode } from "./decode.ts";
import { Undecodable } from "./undecodable.ts";

interface PartValue {
  readonly value: unknown;
  readonly origin: Origin;
  readonly source: Source;
}

/** What sources hold of a setting at one place in it, and below. */
interface PartPlace {
  part?: PartValue;
  readonly below: Map<string, PartPlace>;
}

/** Parts of settings: `backends.main.dsn` where `backends` is a record. What a later source has is merged below them. */
export class SettingParts {
  readonly #places = new Map<Setting, PartPlace>();

  /** @returns Whether it counts; not, if an earlier source had this part, or one around it. */
  add(setting: Setting, path: readonly string[], part: PartValue): boolean {
    let place = this.#places.get(setting) ?? { below: new Map<string, PartPlace>() };
    this.#places.set(setting, place);
    for (const key of path.slice(setting.path.length)) {
      if (place.part && place.part.source !== part.source) return false;
      const next: PartPlace = place.below.get(key) ?? { below: new Map<string, PartPlace>() };
      place.below.set(key, next);
      place = next;
    }
    if (place.part) return false;
    place.part = part;
    return true;
  }

  /** Each setting that has parts, and its value with them laid over what one source has for the whole. */
  *merged(wholeOf: (setting: Setting) => unknown): Iterable<readonly [Setting, PartValue]> {
    for (const [setting, place] of this.#places) {
      const first = firstOf(place);
      if (!first) continue;
      const value = laidOver(setting.valueType, wholeOf(setting), place);
      yield [setting, { ...first, value, origin: { ...first.origin, ...locationOf(place) } }];
    }
    this.#places.clear();
  }
}

/** The setting of which a path is a part. */
export function settingAround({ settingAt }: Plan, path: readonly string[]): Setting | undefined {
  for (let length = path.length - 1; length > 0; length--) {
    const setting = settingAt.get(pathName(path.slice(0, length)));
    if (setting) return setting;
  }
  return undefined;
}

/** A default is the last source, as a group's is. */
export function wholeDefault({ root }: Plan, setting: Setting): unknown {
  const leaf = leavesOf(root).find((each) => each.setting === setting);
  const value = tried(() => leaf?.defaultValue?.());
  return typeof value === "object" && value !== null ? value : undefined;
}

function firstOf(place: PartPlace): PartValue | undefined {
  if (place.part) return place.part;
  for (const below of place.below.values()) {
    const found = firstOf(below);
    if (found) return found;
  }
  return undefined;
}

const MOST_LOCATIONS = 3;

function locationOf(place: PartPlace): Pick<Origin, "location"> {
  const locations = locationsIn(place);
  if (locations.length === 0) return {};
  const shown = locations.slice(0, MOST_LOCATIONS);
  return { location: [...shown, ...(locations.length > shown.length ? ["…"] : [])].join(", ") };
}

function locationsIn({ part, below }: PartPlace): string[] {
  return [part?.origin.location ?? [], ...[...below.values()].map(locationsIn)].flat();
}

function laidOver(type: ValueType, whole: unknown, { part, below }: PartPlace): unknown {
  const own = part ? part.value : whole;
  if (below.size === 0) return own;
  const base = own === undefined ? undefined : reopened(decode(type, own));
  if (base instanceof Undecodable) return base;
  const holder = holderOf(type, base, [...below.keys()]);
  return holder.type === "array" || holder.type === "set" || holder.type === "tuple"
    ? inList(holder, base, below)
    : inObject(holder, base, below);
}

/** Of a union the form that the parts fit. */
function holderOf(type: ValueType, base: unknown, keys: readonly string[]): ValueType {
  const forms = formsOf(type);
  const isList = Array.isArray(base) || (base === undefined && keys.every((key) => /^\d+$/.test(key)));
  const fits = (form: ValueType) => (isList ? LISTS : OBJECTS).has(form.type);
  const hasKeys = (form: ValueType) => keys.every((key) => form.type !== "object" || form.shape.has(key));
  return forms.find((form) => fits(form) && hasKeys(form)) ?? forms.find(fits) ?? forms[0] ?? type;
}

const LISTS: ReadonlySet<string> = new Set(["array", "set", "tuple"]);
const RAW_VALUE: ValueType = { type: "raw" };
const OBJECTS: ReadonlySet<string> = new Set(["record", "map", "object"]);

function inList(type: ValueType, base: unknown, below: PartPlace["below"]): unknown {
  const items: unknown[] = Array.isArray(base) ? [...(base as unknown[])] : [];
  for (const [key, place] of below) {
    const merged = laidOver(typeAt(type, key) ?? RAW_VALUE, items[Number(key)], place);
    if (merged instanceof Undecodable) return merged;
    items[Number(key)] = merged;
  }
  const gap = Array.from(items).indexOf(undefined);
  return gap === -1 ? items : new Undecodable([{ path: [gap], message: "missing" }]);
}

function inObject(type: ValueType, base: unknown, below: PartPlace["below"]): unknown {
  const pairs = new Map(isPlainObject(base) ? Object.entries(base) : []);
  for (const [key, place] of below) {
    const merged = laidOver(typeAt(type, key) ?? RAW_VALUE, pairs.get(key), place);
    if (merged instanceof Undecodable) return merged;
    pairs.set(key, merged);
  }
  return Object.fromEntries(pairs);
}

/** Decoded once more when the parts are in. */
function reopened(value: unknown): unknown {
  if (value instanceof Set) return [...(value as Set<unknown>)];
  return value instanceof Map ? Object.fromEntries(value as Map<PropertyKey, unknown>) : value;
}
