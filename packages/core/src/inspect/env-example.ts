import { checkedDefinition, type Definition } from "../load/definition.ts";
import { refuseUnknownPaths } from "../load/unknown-paths.ts";
import { planOf } from "../schema/plan.ts";
import { leavesOf } from "../schema/nodes.ts";
import type { Source } from "../contract/source.ts";
import { type BranchNote, branchNotes } from "../schema/branches.ts";
import { env } from "../sources/env.ts";
import type { Setting } from "../model/setting.ts";
import { defaultText } from "../schema/default-text.ts";
import { typeName } from "../schema/type-name.ts";

/**
 * The text of a `.env.example`: each setting with its description, type and default. A secret's default is never
 * written, and what is optional is commented out.
 *
 * @throws ConfigError for an option of a source that names what is no setting.
 *
 * @example
 * ```ts
 * import { envExample } from "@confide/core";
 * import * as z from "zod";
 *
 * console.log(envExample({ schema: z.object({ port: z.number() }) }));
 * ```
 *
 * ```text output
 * # number, required
 * PORT=
 * ```
 */
export function envExample(definition: Definition): string {
  const plan = planOf(checkedDefinition(definition).schema);
  refuseUnknownPaths(plan, definition.sources ?? []);
  const defaults = new Map(leavesOf(plan.root).map((leaf) => [leaf.setting.name, leaf.defaultValue]));
  const locate = locateIn(definition);
  const branches = branchNotes(plan.root);
  const blocks = plan.settings.flatMap((setting) => {
    const name = locate(setting);
    return name === undefined
      ? []
      : block(name, setting, branches.get(setting.name), defaults.get(setting.name));
  });
  return `${blocks.join("\n\n")}\n`;
}

function block(
  name: string,
  setting: Setting,
  branch: BranchNote | undefined,
  defaultValue?: () => unknown,
): string {
  const value = setting.secret ? "" : defaultText(defaultValue?.());
  const lines = [
    ...(setting.description?.split(/\r\n|[\n\r\u2028\u2029]/) ?? []),
    describe(setting, branch),
  ].map((line) => `# ${line}`.trimEnd());
  return [...lines, `${isLeftOut(setting, branch) ? "# " : ""}${name}=${value}`].join("\n");
}

/** As the definition's own environment spells it: its prefix, delimiter and names. Nothing, where no variable holds it. */
function locateIn({ sources = [] }: Definition): Source["locate"] {
  const environment =
    sources.find(({ name }) => name === "env") ??
    sources.find(({ name }) => name.startsWith(".env")) ??
    env();
  return (setting) => environment.locate(setting);
}

function isLeftOut(setting: Setting, branch: BranchNote | undefined): boolean {
  return setting.optional && branch?.isNeeded !== true;
}

function describe(setting: Setting, branch: BranchNote | undefined): string {
  const { deprecated } = setting;
  const notes = [
    typeName(setting.valueType, setting.secret),
    setting.secret ? "secret" : "",
    branch?.note ?? (isLeftOut(setting, branch) ? "optional" : "required"),
    deprecated === undefined ? "" : deprecated === true ? "deprecated" : `deprecated: ${deprecated}`,
  ];
  return notes.filter((note) => note !== "").join(", ");
}
