import type { ReadContext } from "../../contract/source.ts";
import { pathName, type Setting } from "../../model/setting.ts";
import { formsBehind, formsOf } from "../../model/value-forms.ts";
import type { Warning } from "../../model/warning.ts";
import type { VariableNames } from "./variable-names.ts";

/** A name that looks like a property of a setting that is read as a whole: `FEATURE_OPTION`, of a union called `feature`. */
interface PropertyName {
  readonly setting: Setting;
  readonly key: string;
  readonly name: string;
}

/** Where a source has its names. */
interface NamePlaces {
  readonly source: string;
  readonly delimiter?: string | undefined;
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
  { source, delimiter = "_", shown = (name) => name, fileOf }: NamePlaces,
): Warning[] {
  if (delimiter !== "_" && delimiter !== "") return [];
  const isOwn = (location: string) => settings.some((setting) => namesOf(setting).includes(location));
  return namesOfProperties(settings, namesOf)
    .filter(({ name }) => has(name) && !isOwn(shown(name)))
    .map(({ setting, key, name }) => {
      const own = namesOf(setting)[0] ?? setting.name;
      return {
        kind: "unknown-name",
        path: setting.path,
        message: `${shown(name)} is not read: ${setting.name} is one value`,
        fix: fixOf(setting, `{"${key}": …}`, own, fileOf),
        origin: { source, location: shown(name) },
      };
    });
}

/** What is behind a `z.preprocess()` isn't decoded: which text stands for it only its function knows. */
function fixOf({ valueType }: Setting, json: string, own: string, fileOf: NamePlaces["fileOf"]): string {
  if (!formsOf(valueType).some(({ type }) => type === "object"))
    return `set ${fileOf?.(own) ?? own}, in the form that its z.preprocess() takes`;
  return `write it as JSON${fileOf ? ` into ${fileOf(own)}: ${json}` : `, ${own}=${json}`}`;
}

/** They follow from the schema and the source's options, which don't change from one load to the next. */
const propertiesOf = new WeakMap<VariableNames, WeakMap<readonly Setting[], readonly PropertyName[]>>();

function namesOfProperties(settings: readonly Setting[], namesOf: VariableNames): readonly PropertyName[] {
  const bySettings = propertiesOf.get(namesOf) ?? new WeakMap<readonly Setting[], readonly PropertyName[]>();
  const known = bySettings.get(settings) ?? propertiesIn(settings, namesOf);
  bySettings.set(settings, known);
  propertiesOf.set(namesOf, bySettings);
  return known;
}

function propertiesIn(settings: readonly Setting[], namesOf: VariableNames): readonly PropertyName[] {
  const own = new Set(settings.flatMap(namesOf));
  return settings.flatMap((setting) => namesBelow(setting, namesOf)).filter(({ name }) => !own.has(name));
}

function namesBelow(setting: Setting, namesOf: VariableNames): PropertyName[] {
  return objectKeys(setting).flatMap((key) => {
    const path = [...setting.path, key];
    return namesOf({ ...setting, path, name: pathName(path), env: [] }).map((name) => ({
      setting,
      key,
      name,
    }));
  });
}

function objectKeys({ valueType }: Setting): readonly string[] {
  return formsBehind(valueType).flatMap((form) => (form.type === "object" ? [...form.shape.keys()] : []));
}
