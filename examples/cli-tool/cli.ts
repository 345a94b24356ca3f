import { args, type Definition, dotenv, env, file, optional, secret } from "@confide/core";
import * as z from "zod";

export const schema = z.object({
  bucket: z.string().describe("Where the books are."),
  limit: z.number().int().min(1).max(1000).default(20).describe("How many are listed."),
  format: z.enum(["text", "json"]).default("text"),
  tag: z.array(z.string()).default([]).describe("Only those with all of them; may be repeated."),
  verbose: z.boolean().default(false),
  // No argument's business, as every user of a machine sees the arguments of its processes.
  token: secret(z.string().min(8)).optional().describe("SHELF_TOKEN or .env."),
});
export type Settings = z.infer<typeof schema>;

const short = { n: "limit", t: "tag", v: "verbose", h: "help" };

/** Arguments first, then the environment, `.env`, and the user's file. */
export function commandLine(argv: readonly string[], from: NodeJS.ProcessEnv, cwd: string) {
  const cli = args({ from: argv, strict: true, short, own: { help: "boolean", version: "boolean" } });
  const prefix = "SHELF_";
  const definition = {
    schema,
    sources: [cli, env({ prefix, from }), dotenv({ prefix, cwd }), optional(file("shelf.json", { cwd }))],
  } satisfies Definition;
  return { definition, usage: `Usage: shelf list [options]\n\n${cli.usage(schema)}` };
}
