import { defineConfig, dotenv, env, secret, secretFiles } from "@confide/core";
import * as z from "zod";

export const definition = defineConfig({
  schema: z.object({
    listenHost: z.string().default("127.0.0.1").describe("In a container 0.0.0.0."),
    port: z.number().int().min(0).max(65_535).default(3000),
    rates: z.object({
      url: z.url().default("https://rates.example"),
      apiKey: secret(z.string().min(16)),
    }),
  }),
  sources: [env(), secretFiles("/run/secrets"), dotenv()],
});
