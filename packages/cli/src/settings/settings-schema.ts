import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import type { Zod } from "../zod-module.ts";

/**
 * The JSON Schema of files that hold the settings: for editors, and for other programs. Of a secret it has the type, the
 * format and the length.
 */
export function settingsSchema(
  definition: Definition,
  core: Core,
  zod: Zod,
): Readonly<Record<string, unknown>> {
  const secrets = core
    .describeSettings(definition)
    .flatMap(({ setting }) => (setting.secret ? [setting.path] : []));
  return zod.toJSONSchema(definition.schema, {
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
