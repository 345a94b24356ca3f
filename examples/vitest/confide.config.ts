import { defineConfig, dotenv, env, secret, secretFiles } from "@confide/core";
import * as z from "zod";

export const schema = z.object({
  port: z.number().int().min(1).default(3000),
  publicUrl: z.url({ protocol: /^https$/ }),
  database: z.object({
    host: z.string(),
    poolSize: z.number().int().min(1).max(50).default(10),
    password: secret(z.string().min(12)),
  }),
});

export default defineConfig({ schema, sources: [env(), secretFiles("/run/secrets"), dotenv()] });
