import type { Definition } from "../load/definition.ts";
import { planOf } from "../schema/plan.ts";
import { leavesOf } from "../schema/nodes.ts";
import type { Setting } from "../model/setting.ts";
import { upperSnakeCase } from "../util/text.ts";
import { defaultText } from "../schema/default-text.ts";
import { typeName } from "../schema/type-name.ts";

/**
 * The text of a `.env.example`: each setting with its description, type and default. A secret's default is never
 * written, and what is optional is commented out.
 */
export function envExample(definition: Definition): string {
  const plan = planOf(definition.schema);
  const defaults = new Map(leavesOf(plan.root).map((leaf) => [leaf.setting.name, leaf.defaultValue]));
  const blocks = plan.settings.map((setting) => block(definition, setting, defaults.get(setting.name)));
  return `${blocks.join("\n\n")}\n`;
}

function block(definition: Definition, setting: Setting, defaultValue?: () => unknown): string {
  const name = variable(definition, setting);
  const value = setting.secret ? "" : defaultText(defaultValue?.());
  const lines = [...(setting.description?.split(/\r?\n/) ?? []), describe(setting)].map((line) =>
    `# ${line}`.trimEnd(),
  );
  return [...lines, `${setting.optional ? "# " : ""}${name}=${value}`].join("\n");
}

/** As the definition's own environment spells it: its prefix, delimiter and names. */
function variable({ sources = [] }: Definition, setting: Setting): string {
  const environment =
    sources.find(({ name }) => name === "env") ?? sources.find(({ name }) => name.startsWith(".env"));
  return environment?.locate(setting) ?? setting.env[0] ?? setting.path.map(upperSnakeCase).join("_");
}

function describe(setting: Setting): string {
  const { deprecated } = setting;
  const notes = [
    typeName(setting.valueType, setting.secret),
    setting.secret ? "secret" : "",
    setting.optional ? "optional" : "required",
    deprecated === undefined ? "" : deprecated === true ? "deprecated" : `deprecated: ${deprecated}`,
  ];
  return notes.filter((note) => note !== "").join(", ");
}
