import { defineConfig, dotenv, env, secret, secretFiles } from "@confide/core";
import * as z from "zod";

/** Every setting of every app, once. An app takes those that it needs, so that no app needs another one's secrets. */
export const schema = z.object({
  logLevel: z.enum(["debug", "info", "warn", "error"]).default("info"),
  database: z.object({
    host: z.string(),
    password: secret(z.string().min(12)),
  }),
  api: z.object({
    listenHost: z.string().default("127.0.0.1").describe("In a container 0.0.0.0."),
    port: z.number().int().min(0).max(65_535).default(3000),
    sessionKey: secret(z.string().min(16)),
  }),
  worker: z.object({
    concurrency: z.number().int().min(1).default(4),
    mailKey: secret(z.string().min(8)),
  }),
});

const sources = () => [env(), secretFiles("/run/secrets"), dotenv()];

export const apiDefinition = defineConfig({
  schema: schema.pick({ logLevel: true, database: true, api: true }),
  sources: sources(),
});

export const workerDefinition = defineConfig({
  schema: schema.pick({ logLevel: true, database: true, worker: true }),
  sources: sources(),
});
