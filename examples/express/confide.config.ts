import { defineConfig, dotenv, env, secret, secretFiles } from "@confide/core";
import * as z from "zod";

export const definition = defineConfig({
  schema: z.object({
    listenHost: z.string().default("127.0.0.1").describe("In a container 0.0.0.0."),
    port: z.number().int().min(0).max(65_535).default(3000),
    webhook: z.object({
      secret: secret(z.string().min(16)).describe("The sender signs each request with it."),
      maxKilobytes: z.number().int().positive().default(100),
    }),
  }),
  sources: [env(), secretFiles("/run/secrets"), dotenv()],
});

/** What the app takes: a test makes one from `memory()`. */
export type Config = z.infer<typeof definition.schema>;
