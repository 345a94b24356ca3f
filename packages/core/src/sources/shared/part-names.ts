import type { ReadContext } from "../../contract/source.ts";
import { pathName, type Place, type Setting, type ValueType } from "../../model/setting.ts";
import { formsOf, typeAt } from "../../model/value-forms.ts";
import { kebabCase, upperSnakeCase } from "../../util/text.ts";
import { type Hit, type LookUp, lookUp, type Naming, type VariableNames } from "./variable-names.ts";

/** A variable that holds a part of a setting: `BACKENDS__MAIN__DSN`, of a record called `backends`. */
interface PartName {
  readonly setting: Setting;
  /** The part's path, which begins with the setting's: `["backends", "main", "dsn"]`. */
  readonly path: readonly string[];
  readonly name: string;
  readonly type: ValueType;
}

/** How a name's segments spell keys. */
interface KeySpelling {
  /** Of a key that the schema has. */
  readonly spell: (key: string) => string;
  /** The key of a record that a segment means. */
  readonly keyOf: (segment: string) => string;
}

/** `POOL_SIZE`; `MAIN` is `main`, and a name that has a small letter is written as it is meant. */
const AS_VARIABLES: KeySpelling = {
  spell: upperSnakeCase,
  keyOf: (segment) => (segment === segment.toUpperCase() ? segment.toLowerCase() : segment),
};

/** `pool-size`; a record's keys are as they are. */
export const AS_ARGUMENTS: KeySpelling = { spell: kebabCase, keyOf: (segment) => segment };

export interface PartNames {
  readonly parts: readonly PartName[];
  /** They begin as a part's name does, and lead to nothing that the schema has. */
  readonly strays: readonly { readonly setting: Setting; readonly name: string }[];
  /** Further names of a part, `R__main` beside `R__MAIN`: only the first counts. */
  readonly twins: readonly (PartName & { readonly first: string })[];
}

const NO_PARTS: PartNames = { parts: [], strays: [], twins: [] };

/**
 * The variables that hold parts of lists, records and objects in them. Only with a delimiter of its own: between words that
 * `_` joins too, nobody could say where a key ends.
 *
 * @param names A function, as most loads don't need them.
 */
export function partNames(
  names: () => Iterable<string>,
  { settings }: Pick<ReadContext, "settings">,
  namesOf: VariableNames,
  { delimiter = "_" }: Pick<Naming, "delimiter">,
  spelling = AS_VARIABLES,
): PartNames {
  if (delimiter === "" || delimiter === "_") return NO_PARTS;
  const holders = settings.filter(({ valueType }) => hasParts(valueType));
  if (holders.length === 0) return NO_PARTS;
  const exact = new Set(settings.flatMap(namesOf));
  const candidates = [...names()].filter((name) => name.includes(delimiter) && !exact.has(name));
  const found = holders.flatMap((setting) =>
    namesOf(setting).flatMap((own) => partsBelow(setting, [own, delimiter], candidates, spelling)),
  );
  const parts = found.flatMap(({ setting, name, below }) =>
    below ? [{ setting, name, path: [...setting.path, ...below.keys], type: below.type }] : [],
  );
  const firsts = new Map(parts.toReversed().map((part) => [pathName(part.path), part]));
  const twins = parts.flatMap((part) => {
    const first = firsts.get(pathName(part.path));
    return first && first.name !== part.name ? [{ ...part, first: first.name }] : [];
  });
  return { parts: [...firsts.values()].toReversed(), strays: found.filter(({ below }) => !below), twins };
}

function partsBelow(
  setting: Setting,
  [own, delimiter]: readonly [own: string, delimiter: string],
  names: readonly string[],
  spelling: KeySpelling,
) {
  const begin = own + delimiter;
  return names
    .filter((name) => name.startsWith(begin))
    .map((name) => ({
      setting,
      name,
      below: keysBelow(setting.valueType, name.slice(begin.length).split(delimiter), spelling),
    }));
}

/** What settings and groups have under their names, and parts of settings under theirs. */
export function lookUpWithParts<T>(
  wanted: readonly Place[],
  context: Pick<ReadContext, "settings">,
  namesOf: VariableNames,
  { parts }: PartNames,
  find: (name: string, place: Place) => T | undefined,
): LookUp<T> {
  const { hits, others } = lookUp(wanted, context, namesOf, find);
  if (parts.length === 0) return { hits, others };
  const [inside, beside, asked]: [Hit<T>[], Hit<T>[], Set<Place>] = [[], [], new Set(wanted)];
  for (const { setting, path, name } of parts) {
    const found = find(name, setting);
    if (found === undefined) continue;
    // Of a setting that wasn't asked for only the setting itself is said.
    if (asked.has(setting)) inside.push({ path, name, found });
    else beside.push({ path: setting.path, name, found });
  }
  return { hits: [...hits, ...inside], others: [...others, ...beside] };
}

export function withoutParts(names: Iterable<string>, { parts, twins }: PartNames): Iterable<string> {
  if (parts.length === 0) return names;
  const known = new Set([...parts, ...twins].map(({ name }) => name));
  return [...names].filter((name) => !known.has(name));
}

function hasParts(valueType: ValueType): boolean {
  return formsOf(valueType).some(({ type }) => PARTED.has(type));
}

const PARTED: ReadonlySet<string> = new Set(["array", "set", "tuple", "record", "map", "object"]);

/** The keys that a name's segments spell, and what is there; `undefined` where the schema has nothing. */
function keysBelow(
  type: ValueType,
  segments: readonly string[],
  spelling: KeySpelling,
): { readonly keys: readonly string[]; readonly type: ValueType } | undefined {
  const [segment, ...rest] = segments;
  if (segment === undefined) return { keys: [], type };
  for (const { key, type: next } of formsOf(type).flatMap((form) => stepInto(form, segment, spelling))) {
    const below = keysBelow(next, rest, spelling);
    if (below) return { ...below, keys: [key, ...below.keys] };
  }
  return undefined;
}

interface NameStep {
  readonly key: string;
  readonly type: ValueType;
}

function stepInto(form: ValueType, segment: string, spelling: KeySpelling): readonly NameStep[] {
  switch (form.type) {
    case "array":
    case "set":
    case "tuple": {
      const type = isListIndex(segment) ? typeAt(form, segment) : undefined;
      return type ? [{ key: segment, type }] : [];
    }
    case "record":
    case "map":
      return segment === "" ? [] : [{ key: keyNamed(form.key(), segment, spelling), type: form.value() }];
    case "object":
      return propertyAt(form, segment, spelling);
    default:
      return [];
  }
}

/** No list of a configuration is longer, and a gap before an item is an error anyway. */
function isListIndex(segment: string): boolean {
  return /^(?:0|[1-9]\d{0,3})$/.test(segment);
}

function propertyAt(
  { shape, rest }: Extract<ValueType, { type: "object" }>,
  segment: string,
  { spell, keyOf }: KeySpelling,
): NameStep[] {
  for (const [key, type] of shape)
    if (key === segment || spell(key) === segment) return [{ key, type: type() }];
  return rest && segment !== "" ? [{ key: keyOf(segment), type: rest() }] : [];
}

function keyNamed(type: ValueType, segment: string, { spell, keyOf }: KeySpelling): string {
  if (type.type !== "choice") return keyOf(segment);
  const word = type.values.map(String).find((each) => each === segment || spell(each) === segment);
  return word ?? keyOf(segment);
}
