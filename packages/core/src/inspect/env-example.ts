import type { Definition } from "../load/definition.ts";
import { describeSettings, type SettingDescription } from "./describe-settings.ts";

/**
 * The text of a `.env.example`: each setting with its description, type and default. A secret's default is never
 * written, and what is optional is commented out. So is a default that no line of a `.env` is read back as.
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
  const blocks = describeSettings(definition).flatMap(block);
  return `${blocks.join("\n\n")}\n`;
}

/** Nothing, where no variable holds the setting. */
function block(described: SettingDescription): string[] {
  const { setting, variable, required, defaultText = "" } = described;
  if (variable === undefined) return [];
  const comments = [...(setting.description?.split(/\r\n|[\n\r\u2028\u2029]/) ?? []), inWords(described)].map(
    (line) => `# ${line}`.trimEnd(),
  );
  return [[...comments, `${required ? "" : "# "}${variable}=${defaultText}`].join("\n")];
}

function inWords({ setting, type, required, note, hasUnwritableDefault }: SettingDescription): string {
  const { deprecated, secret } = setting;
  const notes = [
    type,
    secret ? "secret" : "",
    note ?? (required ? "required" : "optional"),
    hasUnwritableDefault ? "its default can't be written here" : "",
    deprecated === undefined ? "" : deprecated === true ? "deprecated" : `deprecated: ${deprecated}`,
  ];
  return notes.filter((each) => each !== "").join(", ");
}
