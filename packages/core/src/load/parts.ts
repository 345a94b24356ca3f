import type { Origin } from "../model/problem.ts";
import { pathName, type Setting, type ValueType } from "../model/setting.ts";
import { formsOf, typeAt } from "../model/value-forms.ts";
import { leavesOf } from "../schema/nodes.ts";
import type { Plan } from "../schema/plan.ts";
import { isPlainObject } from "../util/safe-json.ts";
import { tried } from "../util/tried.ts";
import { decode } from "./decode.ts";
import type { HeldPart, Resolved } from "./extras.ts";
import { typeOf } from "./issue-text.ts";
import { type Blame, Undecodable, whole } from "./undecodable.ts";

type PartValue = Omit<Resolved, "partAt">;

/** What sources hold of a setting at one place in it, and below. */
interface PartPlace {
  part?: PartValue;
  /** What the parts below were merged with had something here. */
  hasBase?: boolean;
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
  *merged(wholeOf: (setting: Setting) => HeldPart | undefined): Iterable<readonly [Setting, Resolved]> {
    for (const [setting, place] of this.#places) {
      const first = firstOf(place);
      if (!first) continue;
      const around = wholeOf(setting);
      const partAt: Resolved["partAt"] = (path, blame) => holderAt(place, path, blame, around);
      const value = withoutFaults(setting.valueType, laidOver(setting.valueType, around?.value, place));
      yield [setting, { ...first, value, origin: { ...first.origin, ...locationOf(place) }, partAt }];
    }
    this.#places.clear();
  }
}

/**
 * What holds the value at a path: the part there or the nearest around it, else the whole. Where only parts make up what is
 * there, all of those.
 */
function holderAt(
  place: PartPlace,
  [key, ...rest]: readonly PropertyKey[],
  blame: Blame,
  around: HeldPart | undefined,
): HeldPart | undefined {
  const held = place.part ? { ...place.part, isPart: true as const } : place.hasBase ? around : undefined;
  const next = key === undefined ? undefined : place.below.get(String(key));
  if (next) return holderAt(next, rest, blame, held);
  const isBelow = key !== undefined || place.below.size === 0;
  if (held && blame !== "parts" && (isBelow || blame === "around")) return held;
  const first = firstOf(place);
  return first && { ...first, origin: { ...first.origin, ...locationOf(place) }, isPart: true };
}

/** The sound rest of what could not be merged is decoded too, so that everything is reported that is wrong in it. */
function withoutFaults(type: ValueType, merged: unknown): unknown {
  if (!(merged instanceof Undecodable) || merged.partial === undefined) return merged;
  const decoded = decode(type, merged.partial);
  return decoded instanceof Undecodable
    ? new Undecodable([...merged.faults, ...decoded.faults], decoded.partial)
    : new Undecodable(merged.faults, decoded);
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
export function wholeDefault({ root }: Plan, setting: Setting): HeldPart | undefined {
  const leaf = leavesOf(root).find((each) => each.setting === setting);
  const value = tried(() => leaf?.defaultValue?.());
  return typeof value === "object" && value !== null ? { value, origin: { source: "default" } } : undefined;
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

function laidOver(type: ValueType, base: unknown, place: PartPlace): unknown {
  const { part, below } = place;
  const own = part ? part.value : base;
  place.hasBase = own !== undefined;
  if (below.size === 0) return own;
  const decoded = own === undefined ? undefined : decode(type, own);
  // What of it is wrong within is decoded once more, with the parts.
  const opened = reopened(decoded instanceof Undecodable ? decoded.partial : decoded);
  if (decoded instanceof Undecodable && opened === undefined) return decoded.blaming("around");
  const other = otherThanParts(type, opened);
  if (other) return other.blaming("around");
  const holder = holderOf(type, opened, [...below.keys()]);
  return holder.type === "array" || holder.type === "set" || holder.type === "tuple"
    ? inList(holder, opened, below)
    : inObject(holder, opened, below);
}

/** What the parts are laid over must not vanish silently, unless the setting may just as well be what it is. */
function otherThanParts(type: ValueType, base: unknown): Undecodable | undefined {
  if (base === undefined || base === null || type.type === "lenient") return undefined;
  const mayBe = ({ type: form }: ValueType) =>
    LISTS.has(form) ? Array.isArray(base) : !OBJECTS.has(form) || isPlainObject(base);
  if (formsOf(type).some(mayBe)) return undefined;
  const isList = formsOf(type).some((form) => LISTS.has(form.type));
  return new Undecodable(`expected ${isList ? "a list" : "an object"}, got ${typeOf(base)}`);
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
  for (const [key, place] of below)
    items[Number(key)] = laidOver(typeAt(type, key) ?? RAW_VALUE, items[Number(key)], place);
  const gap = Array.from(items).indexOf(undefined);
  if (gap !== -1) return new Undecodable([{ path: [gap], message: "missing", blame: "parts" }]);
  const parts = items.map((decoded, key) => ({ key, decoded }));
  return whole(parts, (values) => values.map(([, value]) => value));
}

function inObject(type: ValueType, base: unknown, below: PartPlace["below"]): unknown {
  const pairs = new Map(isPlainObject(base) ? Object.entries(base) : []);
  for (const [key, place] of below)
    pairs.set(key, laidOver(typeAt(type, key) ?? RAW_VALUE, pairs.get(key), place));
  const parts = Array.from(pairs, ([key, decoded]) => ({ key, decoded }));
  return whole(parts, Object.fromEntries);
}

/** Decoded once more when the parts are in. */
function reopened(value: unknown): unknown {
  if (value instanceof Set) return [...(value as Set<unknown>)];
  return value instanceof Map ? Object.fromEntries(value as Map<PropertyKey, unknown>) : value;
}
