import { COMMANDS } from "./commands.ts";
import { envelopeSchema } from "./envelope.ts";

/**
 * The zod schema of what a command prints with `--json`.
 *
 * @throws TypeError for a name that is no command's.
 *
 * @example
 * ```ts
 * import { outputSchema } from "@confide/cli";
 *
 * const schema = await outputSchema("check");
 * console.log(Object.keys(schema.shape).includes("problems")); // true
 * ```
 */
export async function outputSchema(name: string): Promise<ReturnType<typeof envelopeSchema>> {
  const spec = COMMANDS.find((each) => each.name === name);
  if (spec === undefined) throw new TypeError("there is no such command");
  const [zod, command] = await Promise.all([import("zod"), spec.load()]);
  return envelopeSchema(zod, command.data(zod) as import("zod").ZodType);
}
