import type { Definition } from "@confide/core";
import type { SettingDescription } from "@confide/core/adapter";

import type { Zod } from "../zod-module.ts";

/**
 * The JSON Schema of files that hold the settings: for editors, and for other programs. Of a secret it has the type, the
 * format and the length.
 *
 * @param zod The copy that made the schema.
 *
 * @example
 * ```ts
 * import { settingsSchema } from "@confide/cli";
 * import { describeSettings } from "@confide/core/adapter";
 * import * as z from "zod";
 *
 * const definition = { schema: z.object({ port: z.int().default(3000) }) };
 * const schema = settingsSchema(definition, describeSettings(definition), z);
 * console.log(schema["type"]); // object
 * ```
 */
export function settingsSchema(
  { schema }: Pick<Definition, "schema">,
  settings: readonly Pick<SettingDescription, "setting">[],
  zod: Pick<Zod, "toJSONSchema">,
): Readonly<Record<string, unknown>> {
  const secrets = settings.flatMap(({ setting }) => (setting.secret ? [setting.path] : []));
  return zod.toJSONSchema(schema, {
    io: "input",
    unrepresentable: "any",
    override({ path, jsonSchema }) {
      if (secrets.some((secret) => touches(namesIn(path), secret))) dropValues(jsonSchema);
    },
  });
}

/** `["properties", "storage", "anyOf", 0, "properties", "key"]` → storage, key. */
function namesIn(path: readonly (string | number)[]): readonly string[] {
  const names: string[] = [];
  for (let index = 0; index < path.length; index++) {
    if (path[index] !== "properties") continue;
    index += 1;
    names.push(String(path[index]));
  }
  return names;
}

/** A part of a secret, or a group around one: its default would be the secret's too. */
function touches(names: readonly string[], secret: readonly string[]): boolean {
  const common = Math.min(names.length, secret.length);
  return names.slice(0, common).every((name, index) => name === secret[index]);
}

const TELLING = ["default", "examples", "const", "enum", "prefault", "pattern"];

/** A pattern may hold what the secret begins with, or list all that it may be; several stand in a list of `allOf`. */
function dropValues(schema: Record<string, unknown>): void {
  for (const keyword of TELLING) Reflect.deleteProperty(schema, keyword);
  const { allOf } = schema;
  if (!Array.isArray(allOf)) return;
  const kept = allOf.filter((each: object) => !("pattern" in each));
  if (kept.length > 0) schema["allOf"] = kept;
  else Reflect.deleteProperty(schema, "allOf");
}
