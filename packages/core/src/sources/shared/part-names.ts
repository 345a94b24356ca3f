import type { ReadContext } from "../../contract/source.ts";
import {
  type Group,
  groupsOf,
  pathName,
  type Place,
  type Setting,
  type ValueType,
} from "../../model/setting.ts";
import { formsBehind, formsOf, mayHaveParts } from "../../model/value-forms.ts";
import { nearest } from "../../util/text.ts";
import { AS_VARIABLES, type KeySpelling, keysBelow } from "./part-keys.ts";
import { type Hit, type LookUp, lookUp, type Naming, type VariableNames } from "./variable-names.ts";

/** A variable that holds a part of a setting: `BACKENDS__MAIN__DSN`, of a record called `backends`. */
interface PartName {
  readonly setting: Setting;
  /** The part's path, which begins with the setting's: `["backends", "main", "dsn"]`. */
  readonly path: readonly string[];
  readonly name: string;
  readonly type: ValueType;
}

export interface PartNames {
  readonly parts: readonly PartName[];
  /** They begin as a part's name does, or nearly so, and lead to nothing that the schema has. */
  readonly strays: readonly StrayName[];
  /** Further names of a part, `R__main` beside `R__MAIN`: only the first counts. */
  readonly twins: readonly (PartName & { readonly first: string })[];
}

interface StrayName {
  readonly setting: Setting;
  readonly name: string;
  /** The name that was probably meant, where it is the setting's that is misspelt. */
  readonly meant?: string;
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
  const holders = settings.filter(({ valueType }) => mayHaveParts(formsBehind(valueType)));
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
  const strays = found.filter(({ below }) => !below);
  const parted = holders.filter(({ valueType }) => mayHaveParts(formsOf(valueType)));
  const near = misspeltParts(candidates, [parted, groupsOf(settings)], namesOf, delimiter);
  const taken = new Set(found.map(({ name }) => name));
  return {
    parts: [...firsts.values()].toReversed(),
    strays: [...strays, ...near.filter(({ name }) => !taken.has(name))],
    twins,
  };
}

/** `BAKENDS__MAIN`: what is before the part is nearly the name of a setting that has parts. */
function misspeltParts(
  candidates: readonly string[],
  [holders, groups]: readonly [holders: readonly Setting[], groups: readonly Group[]],
  namesOf: VariableNames,
  delimiter: string,
): StrayName[] {
  const own = new Map(holders.flatMap((setting) => namesOf(setting).map((name) => [name, setting] as const)));
  const known = new Set(groups.flatMap(namesOf));
  return candidates.flatMap((name): StrayName[] => {
    if (known.has(name)) return [];
    for (let at = name.lastIndexOf(delimiter); at > 0; at = name.lastIndexOf(delimiter, at - 1)) {
      const meant = known.has(name.slice(0, at)) ? undefined : nearest(name.slice(0, at), own.keys());
      const setting = meant === undefined ? undefined : own.get(meant);
      if (setting) return [{ setting, name, meant: meant + name.slice(at) }];
    }
    return [];
  });
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
    const found = find(name, { ...setting, path });
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
