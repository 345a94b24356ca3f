import { defineConfig, dotenv, env, secretFiles, loadConfig, secret, fromStore } from "@confide/core";
import { localStore } from "@confide/local";
import * as z from "zod";

export const schema = z.object({
  port: z.number().int().min(1).max(65_535).default(3000).describe("Where the server listens."),
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  allowedHosts: z.array(z.string()).default([]).describe("Whose requests are answered; none given: all."),
  database: z.object({ host: z.string(), username: z.string(), password: secret(z.string().min(12)) }),
  stripe: z.object({ apiKey: secret(z.string().startsWith("sk_")) }).optional(),
});

/** What the app needs, and where it may come from: the first source that has a value wins. */
export function definitionIn(folder: string) {
  const store = localStore({ path: `${folder}/secrets.age`, keyFile: `${folder}/key.txt` });
  const sources = [
    env({ prefix: "QUICKSTART_" }),
    secretFiles(`${folder}/secrets`),
    dotenv(`${folder}/app.env`),
    fromStore(store), // only what is marked secret() and stands nowhere above
  ];
  return defineConfig({ schema, sources });
}

export async function configIn(folder: string) {
  return loadConfig(definitionIn(folder));
}
