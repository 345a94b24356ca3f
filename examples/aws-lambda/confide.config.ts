import { defineConfig, dotenv, env } from "@confide/core";
import * as z from "zod";

/** What template.yaml sets. The secret itself is no variable: whoever may see the function's settings would see it. */
export default defineConfig({
  schema: z.object({
    secretName: z
      .string()
      .default("prod/database")
      .describe("In Secrets Manager, with JSON as in README.md."),
  }),
  sources: [env(), dotenv()],
});
