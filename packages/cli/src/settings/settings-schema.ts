import type { Definition } from "@confide/core";

import type { Core } from "../definition/core.ts";
import type { Zod } from "../zod-module.ts";

/** The JSON Schema of files that hold the settings: for editors, and for other programs. No secret's default is in it. */
export function settingsSchema(
  definition: Definition,
  core: Core,
  zod: Zod,
): Readonly<Record<string, unknown>> {
  const secrets = new Set(
    core.describeSettings(definition).flatMap(({ setting }) => (setting.secret ? setting.name : [])),
  );
  return zod.toJSONSchema(definition.schema, {
    io: "input",
    unrepresentable: "any",
    override({ path, jsonSchema }) {
      const name = core.pathName(path.filter((part) => !STEPS.has(part)));
      if (secrets.has(name)) withoutValues(jsonSchema);
    },
  });
}

/** What a path in a JSON Schema has besides the names of settings. */
const STEPS: ReadonlySet<string | number> = new Set(["properties"]);

function withoutValues(schema: Record<string, unknown>): void {
  for (const keyword of ["default", "examples", "const", "enum", "prefault"])
    Reflect.deleteProperty(schema, keyword);
}
