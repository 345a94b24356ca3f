import type { Source } from "../contract/source.ts";
import { checkedDefinition, type Definition } from "../load/definition.ts";
import { refuseOdd } from "../load/check-sources.ts";
import { refuseUnknownPaths } from "../load/unknown-paths.ts";
import type { Origin } from "../model/problem.ts";
import type { Setting } from "../model/setting.ts";
import { type BranchNote, branchNotes } from "../schema/branches.ts";
import { type Leaf, leavesOf } from "../schema/nodes.ts";
import { planOf } from "../schema/plan.ts";
import { typeName } from "../schema/type-name.ts";
import { env } from "../sources/env.ts";
import { type ExampleValue, exampleValue } from "./example-value.ts";

/** What a definition says of one setting. It holds no value but a default that is no secret. */
export interface SettingDescription {
  readonly setting: Setting;
  /** In words: `integer`, `list (a,b or JSON)`. */
  readonly type: string;
  /** A load fails without it. */
  readonly required: boolean;
  /** When it is needed, in a union or in a group that may be absent: `needed with storage.kind s3`. */
  readonly note?: string;
  /** As a `.env` file spells it, so that it is read back as the default; never a secret's. */
  readonly defaultText?: string;
  /** It has a default, no secret, that no line of a `.env` file is read back as. */
  readonly hasUnwritableDefault?: true;
  /** The variable that the definition's environment, else its `.env` file, reads first. */
  readonly variable?: string;
  /** Where it may be, in the order in which the sources are asked. */
  readonly places: readonly Origin[];
}

/**
 * Every setting of a definition, in the schema's order: for documents, checks and forms. Nothing is read.
 *
 * @throws ConfigError for a schema that can't be a configuration, and for an option of a source that names no setting.
 *
 * @example
 * ```ts
 * import { describeSettings } from "@confide/core/adapter";
 * import * as z from "zod";
 *
 * const [port] = describeSettings({ schema: z.object({ port: z.int().default(3000) }) });
 * console.log(port?.variable, port?.type, port?.defaultText); // PORT integer 3000
 * ```
 */
export function describeSettings(definition: Definition): readonly SettingDescription[] {
  const { schema, sources = [env()] } = checkedDefinition(definition);
  refuseOdd(sources);
  const plan = planOf(schema);
  refuseUnknownPaths(plan, sources);
  const environment = environmentOf(sources);
  const branches = branchNotes(plan.root);
  const leaves = Map.groupBy(leavesOf(plan.root), ({ setting }) => setting.name);
  return plan.settings.map((setting) => ({
    ...describeSetting(setting, branches.get(setting.name)),
    ...defaultOf(setting, leaves.get(setting.name) ?? []),
    ...variableOf(setting, environment),
    places: placesOf(setting, sources),
  }));
}

type Described = Pick<SettingDescription, "setting" | "type" | "required" | "note">;

function describeSetting(setting: Setting, branch: BranchNote | undefined): Described {
  return {
    setting,
    type: typeName(setting.valueType, setting.secret),
    required: !setting.optional || branch?.isNeeded === true,
    ...(branch?.note !== undefined && { note: branch.note }),
  };
}

function defaultOf(
  { secret }: Setting,
  leaves: readonly Leaf[],
): Pick<SettingDescription, "defaultText" | "hasUnwritableDefault"> {
  const { text, isUnwritable }: ExampleValue = secret ? { text: "" } : exampleValue(leaves);
  return { ...(text !== "" && { defaultText: text }), ...(isUnwritable && { hasUnwritableDefault: true }) };
}

function variableOf(setting: Setting, environment: Source): Pick<SettingDescription, "variable"> {
  const variable = environment.locate(setting);
  return variable === undefined ? {} : { variable };
}

/** The source whose names a `.env.example` has. */
export function environmentOf(sources: readonly Source[]): Source {
  return (
    sources.find(({ name }) => name === "env") ?? sources.find(({ name }) => name.startsWith(".env")) ?? env()
  );
}

function placesOf(setting: Setting, sources: readonly Source[]): readonly Origin[] {
  return sources.flatMap((source) => {
    const location = source.locate(setting);
    return location === undefined ? [] : [{ source: source.name, location }];
  });
}
