import { defineConfig, env, secret, secretFiles } from "@confide/core";
import * as z from "zod";

export const definition = defineConfig({
  schema: z.object({
    siteName: z.string().default("A small site"),
    newsletter: z.object({
      url: z.url().default("https://newsletter.example"),
      apiKey: secret(z.string().min(16)),
    }),
  }),
  // No dotenv(): Next.js reads .env itself.
  sources: [env(), secretFiles("/run/secrets")],
});

/** What a function takes: a test makes one from `memory()`. */
export type Config = z.infer<typeof definition.schema>;
