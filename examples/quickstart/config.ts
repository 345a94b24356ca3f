import { join } from "node:path";

import { defineConfig, dotenv, env, files, loadConfig, secret } from "@confide/core";
import * as z from "zod";

export const schema = z.object({
  port: z.number().int().min(1).max(65_535).default(3000).describe("Where the server listens."),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  allowedHosts: z.array(z.string()).default([]).describe("Whose requests are answered; none given: all."),
  database: z.object({
    host: z.string(),
    username: z.string(),
    password: secret(z.string().min(12)),
  }),
  stripe: z.object({ apiKey: secret(z.string().startsWith("sk_")) }).optional(),
});

/** What the app needs, and where it may come from: the first source that has a value wins. */
export function definitionIn(folder: string) {
  const sources = [
    env({ prefix: "QUICKSTART_" }),
    files(join(folder, "secrets")),
    dotenv(join(folder, "app.env")),
  ];
  return defineConfig({ schema, sources });
}

export async function configIn(folder: string) {
  return loadConfig(definitionIn(folder));
}
