import type { $ZodType } from "zod/v4/core";

import { pathName, type Place, type Setting } from "../../model/setting.ts";
import { type BranchNote, branchNotes } from "../../schema/branches.ts";
import { defaultText } from "../../schema/default-text.ts";
import { leavesOf } from "../../schema/nodes.ts";
import { planOf } from "../../schema/plan.ts";
import { typeName } from "../../schema/type-name.ts";
import { argumentOf } from "./argument-of.ts";
import { flagOf } from "./flags.ts";

/** Longer arguments have their description on the next line. */
const WIDEST = 36;

type NamesOf = (place: Place) => readonly string[];

/** A line for each argument, from the schema's types, descriptions and defaults. No secret's default is in it. */
export function usageOf(schema: $ZodType, namesOf: NamesOf): string {
  const plan = planOf(schema);
  const defaults = new Map(leavesOf(plan.root).map((leaf) => [leaf.setting.name, leaf.defaultValue]));
  const notes = branchNotes(plan.root, ({ path }) => argumentOf({ path }) ?? pathName(path));
  const rows = plan.settings.flatMap((setting) => {
    return rowOf(namesOf, setting, notes.get(setting.name), defaults.get(setting.name));
  });
  const width = Math.max(...rows.map(([left]) => left.length).filter((length) => length <= WIDEST), 0);
  return rows.map((row) => lineOf(row, width)).join("");
}

type UsageRow = readonly [left: string, right: string];

function rowOf(
  namesOf: NamesOf,
  setting: Setting,
  branch: BranchNote | undefined,
  defaultValue?: () => unknown,
): UsageRow[] {
  const [name, ...letters] = namesOf(setting);
  if (name === undefined) return [];
  const left = [...letters, ""].join(", ") + spelled(name, setting);
  const [description = ""] = setting.description?.split(/\r?\n/) ?? [];
  const notes = [
    setting.secret ? "secret" : "",
    deprecationNote(setting),
    presence(setting, branch),
    defaultNote(setting, defaultValue),
  ];
  const note = notes.filter((each) => each !== "").join(", ");
  return [[left, [description, note === "" ? "" : `(${note})`].filter((each) => each !== "").join(" ")]];
}

function spelled(name: string, { valueType, secret }: Setting): string {
  const flag = flagOf(valueType);
  if (flag === "flag") return `--[no-]${name.slice(2)}`;
  const type = `<${typeName(valueType, secret)}>`;
  return flag === "maybe" ? `${name}[=${type}]` : `${name} ${type}`;
}

function deprecationNote({ deprecated }: Setting): string {
  return deprecated === undefined ? "" : deprecated === true ? "deprecated" : `deprecated: ${deprecated}`;
}

function presence({ optional, hasDefault }: Setting, branch: BranchNote | undefined): string {
  if (branch?.note !== undefined) return branch.note;
  return branch?.isNeeded === true || (!optional && !hasDefault) ? "required" : "";
}

function defaultNote({ secret, hasDefault }: Setting, defaultValue?: () => unknown): string {
  const text = secret || !hasDefault ? "" : defaultText(defaultValue?.());
  return text === "" ? "" : `default ${text}`;
}

function lineOf([left, right]: UsageRow, width: number): string {
  const gap = left.length > width ? `\n  ${" ".repeat(width)}` : " ".repeat(width - left.length);
  return `${`  ${left}${gap}  ${right}`.trimEnd()}\n`;
}
