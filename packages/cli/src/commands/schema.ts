import { defineCommand } from "../command.ts";
import { settingsSchema } from "../settings/settings-schema.ts";
import type { Zod } from "../zod-module.ts";

export const schemaCommand = defineCommand<{ readonly schema: Readonly<Record<string, unknown>> }>({
  data: (z) => z.strictObject({ schema: z.record(z.string(), z.unknown()) }),
  async run(context) {
    const { definition, core, requireFrom } = await context.definition();
    // The copy that made the schema, where the definition's folder has one.
    const zod = (requireFrom("zod") ?? (await import("zod"))) as Zod;
    return { data: { schema: settingsSchema(definition, core.describeSettings(definition), zod) } };
  },
  print: ({ schema }) => JSON.stringify(schema, null, 2),
});
