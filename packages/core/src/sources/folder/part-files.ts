import type { ReadContext } from "../../contract/source.ts";
import type { Setting } from "../../model/setting.ts";
import { formsOf } from "../../model/value-forms.ts";
import type { Warning } from "../../model/warning.ts";
import type { VariableNames } from "../shared/variable-names.ts";

interface FolderNames {
  readonly folder: string;
  readonly namesOf: VariableNames;
  /** How names are compared. */
  readonly spell: (path: string) => string;
}

/** Files in a folder called as a list or a record, `labels/team`: nothing reads them, as the setting is one value. */
export function partFileWarnings(
  paths: readonly string[],
  { settings }: Pick<ReadContext, "settings">,
  { folder, namesOf, spell }: FolderNames,
): Warning[] {
  const nested = paths.filter((path) => path.includes("/"));
  if (nested.length === 0) return [];
  const own = new Set(settings.flatMap(namesOf));
  const holders = new Map(
    settings.filter(takesAnyName).flatMap((each) => namesOf(each).map((name) => [name, each] as const)),
  );
  return nested
    .filter((path) => !own.has(spell(path)))
    .flatMap((path) => {
      const setting = foldersOf(path).flatMap((above) => holders.get(spell(above)) ?? [])[0];
      return setting ? partFileWarning(setting, folder, [path, namesOf(setting)[0] ?? ""]) : [];
    });
}

function partFileWarning(
  { name, path }: Setting,
  folder: string,
  [part, whole]: readonly [part: string, whole: string],
): Warning {
  return {
    kind: "unknown-name",
    path,
    message: `${folder}/${part} is not read: ${name} is one value`,
    fix: `write all of it as JSON into one file, ${folder}/${whole}`,
    origin: { source: folder, location: `${folder}/${part}` },
  };
}

/** `a/b` and `a` of `a/b/c`. */
function foldersOf(path: string): readonly string[] {
  const segments = path.split("/").slice(0, -1);
  return segments.map((_, index) => segments.slice(0, segments.length - index).join("/"));
}

/** Where the names are the schema's, those that are meant are found by them. */
function takesAnyName({ valueType }: Setting): boolean {
  return formsOf(valueType).some((form) =>
    form.type === "object" ? form.rest !== undefined && form.shape.size === 0 : ANY_NAME.has(form.type),
  );
}

const ANY_NAME: ReadonlySet<string> = new Set(["array", "set", "tuple", "record", "map"]);
