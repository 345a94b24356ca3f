import type { ReadContext } from "../../contract/source.ts";
import { type LazyValueType, pathName, type Setting, type ValueType } from "../../model/setting.ts";
import { formsBehind, formsOf } from "../../model/value-forms.ts";
import type { Warning } from "../../model/warning.ts";
import { tried } from "../../util/tried.ts";
import type { VariableNames } from "./variable-names.ts";

/** A name that looks like a property of a setting that is read as a whole: `FEATURE_OPTION`, of a union called `feature`. */
interface PropertyName {
  readonly setting: Setting;
  /** Its path in the setting. */
  readonly keys: readonly string[];
  readonly name: string;
  readonly lazyType: LazyValueType;
}

/** A setting, or a property of it, that may have properties. */
interface PropertyHolder {
  readonly setting: Setting;
  readonly keys: readonly string[];
  readonly type: ValueType;
}

/** Where a source has its names. */
interface NamePlaces {
  readonly source: string;
  readonly delimiter?: string | undefined;
  /** All names, for properties of properties. */
  readonly names: () => Iterable<string>;
  /** How a name's place is written, if not as the name: `FEATURE_OPTION_FILE`. */
  readonly shown?: (name: string) => string;
  /** The file that holds a setting's value, if it is in one. */
  readonly fileOf?: (name: string) => string;
}

/**
 * Nothing reads such a variable or file, and a default would silently take its place. With a delimiter of its own it is a
 * part of the setting, and is read.
 */
export function propertyWarnings(
  has: (name: string) => boolean,
  { settings }: Pick<ReadContext, "settings">,
  namesOf: VariableNames,
  { source, delimiter = "_", names, shown = (name) => name, fileOf }: NamePlaces,
): Warning[] {
  if (delimiter !== "_" && delimiter !== "") return [];
  const properties = namesOfProperties(settings, namesOf);
  if (properties.length === 0) return [];
  const own = new Set(settings.flatMap(namesOf));
  const held = [...names()];
  const all = properties.flatMap((each) => [each, ...propertiesBelow(each, held, namesOf)]);
  const byName = new Map(all.toReversed().map((each) => [each.name, each]));
  return [...byName.values()]
    .toReversed()
    .filter(({ name }) => has(name) && ![name, shown(name)].some((each) => own.has(each)))
    .map(({ setting, keys, name }) => {
      const json = keys.reduceRight((inner, key) => `{"${key}": ${inner}}`, "…");
      return {
        kind: "unknown-name",
        path: setting.path,
        message: `${shown(name)} is not read: ${setting.name} is one value`,
        fix: fixOfProperty(setting, json, namesOf(setting)[0] ?? setting.name, fileOf),
        origin: { source, location: shown(name) },
      };
    });
}

/** What is behind a `z.preprocess()` isn't decoded: which text stands for it only its function knows. */
function fixOfProperty(
  { valueType }: Setting,
  json: string,
  own: string,
  fileOf: NamePlaces["fileOf"],
): string {
  if (!formsOf(valueType).some(({ type }) => type === "object"))
    return `set ${fileOf?.(own) ?? own}, in the form that its z.preprocess() takes`;
  return `write it as JSON${fileOf ? ` into ${fileOf(own)}: ${json}` : `, ${own}=${json}`}`;
}

/** They follow from the schema and the source's options, which don't change from one load to the next. */
const propertiesOf = new WeakMap<VariableNames, WeakMap<readonly Setting[], readonly PropertyName[]>>();

function namesOfProperties(settings: readonly Setting[], namesOf: VariableNames): readonly PropertyName[] {
  const bySettings = propertiesOf.get(namesOf) ?? new WeakMap<readonly Setting[], readonly PropertyName[]>();
  const known =
    bySettings.get(settings) ??
    settings.flatMap((setting) => propertiesIn({ setting, keys: [], type: setting.valueType }, namesOf));
  bySettings.set(settings, known);
  propertiesOf.set(namesOf, bySettings);
  return known;
}

function propertiesIn({ setting, keys, type }: PropertyHolder, namesOf: VariableNames): PropertyName[] {
  const shapes = formsBehind(type).flatMap((form) => (form.type === "object" ? [...form.shape] : []));
  return shapes.flatMap(([key, lazyType]) => {
    const below = [...keys, key];
    const path = [...setting.path, ...below];
    const names = namesOf({ ...setting, path, name: pathName(path), env: [] });
    return names.map((name) => ({ setting, keys: below, name, lazyType }));
  });
}

/** Only as deep as one of the source's names goes: a schema may hold itself. */
function propertiesBelow(
  { name, setting, keys, lazyType }: PropertyName,
  names: readonly string[],
  namesOf: VariableNames,
): PropertyName[] {
  const longer = names.filter((each) => each.length > name.length && each.startsWith(name));
  const type = longer.length === 0 ? undefined : tried(lazyType);
  const below = type ? propertiesIn({ setting, keys, type }, namesOf) : [];
  return below.flatMap((each) => [each, ...propertiesBelow(each, longer, namesOf)]);
}
