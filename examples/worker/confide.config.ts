import { defineConfig, dotenv, env, secret, secretFiles } from "@confide/core";
import * as z from "zod";

export const schema = z.object({
  concurrency: z.number().int().min(1).max(100).default(4).describe("Jobs at a time."),
  mail: z.object({
    url: z.url().default("https://mail.example/send"),
    apiKey: secret(z.string().min(8)),
  }),
});

export type Settings = z.infer<typeof schema>;

/** A mounted folder comes first: its files may change while the program runs, and are watched. */
export function definitionFor(secretsFolder: string) {
  return defineConfig({ schema, sources: [secretFiles(secretsFolder), env(), dotenv()] });
}
