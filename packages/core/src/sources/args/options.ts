import { groupsOf, pathName, type Place, type Setting, type ValueType } from "../../model/setting.ts";
import type { PartNames } from "../shared/part-names.ts";
import { flagOf } from "./flags.ts";

/** What an argument of the program takes, as in `parseArgs` of `node:util`. */
export type OwnArgument = "string" | "boolean";

/** How arguments are spelled, and which of them are the program's. */
export interface Known {
  readonly nameOf: (place: Place) => string | undefined;
  readonly short: Readonly<Record<string, string>>;
  readonly own: Readonly<Record<string, OwnArgument>>;
  /** Arguments for parts of settings, `--servers.0.port`. */
  readonly parts: PartNames["parts"];
}

/** An argument as parseArgs has to know it, and what it is to confide. */
export interface ArgumentOption {
  readonly type: "string" | "boolean";
  readonly short?: string;
  readonly flag: ReturnType<typeof flagOf>;
  readonly valueType: ValueType;
  /** The argument that this one sets to false. */
  readonly negates?: string;
  readonly isOwn?: true;
}

const JSON_TEXT: ValueType = { type: "raw" };

/** parseArgs must know what takes a value, or `--host h` would be a flag and a word. */
export function optionsFor(
  settings: readonly Setting[],
  { nameOf, short, own, parts }: Known,
): ReadonlyMap<string, ArgumentOption> {
  const options = new Map<string, ArgumentOption>();
  const letters = new Map(Object.entries(short).map(([letter, of]) => [of, letter]));
  const add = (name: string | undefined, of: string | undefined, option: ArgumentOption) => {
    const letter = of === undefined ? undefined : letters.get(of);
    if (name !== undefined && !options.has(name))
      options.set(name, { ...option, ...(letter !== undefined && { short: letter }) });
  };
  for (const [name, type] of Object.entries(own))
    add(name, name, { type, flag: undefined, valueType: JSON_TEXT, isOwn: true });
  const addValue = (name: string | undefined, of: string | undefined, valueType: ValueType) => {
    const flag = flagOf(valueType);
    add(name, of, { type: flag ? "boolean" : "string", flag, valueType });
  };
  for (const { path, valueType } of settings)
    addValue(nameWithoutDashes(nameOf, { path }), pathName(path), valueType);
  for (const { name, type } of parts) addValue(name.slice(2), undefined, type);
  for (const group of groupsOf(settings))
    add(nameWithoutDashes(nameOf, group), group.name, {
      type: "string",
      flag: undefined,
      valueType: JSON_TEXT,
    });
  for (const [name, { flag, valueType, isOwn, negates }] of options)
    // Also of what is no flag: to deny it must not be an unknown name, which nobody may notice.
    if (valueType !== JSON_TEXT && !isOwn && negates === undefined)
      add(`no-${name}`, undefined, { type: "boolean", flag, valueType, negates: `--${name}` });
  return options;
}

function nameWithoutDashes(
  nameOf: Known["nameOf"],
  place: { readonly path: readonly string[] },
): string | undefined {
  return nameOf(place as Place)?.slice(2);
}

/** A letter that no argument has may be called as a setting is. */
export function optionOf(
  { name, rawName }: { readonly name: string; readonly rawName: string },
  options: ReadonlyMap<string, ArgumentOption>,
): ArgumentOption | undefined {
  const option = options.get(name);
  return rawName.startsWith("--") || option?.short === rawName.slice(1) ? option : undefined;
}
