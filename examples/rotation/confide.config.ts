import { defineConfig, dotenv, env } from "@confide/core";
import * as z from "zod";

export default defineConfig({
  schema: z.object({
    port: z.number().int().default(0).describe("Where the API listens; 0 takes a free one."),
    graceHours: z.number().positive().default(24).describe("How long an old key works."),
  }),
  sources: [env({ prefix: "ROTATION_" }), dotenv({ prefix: "ROTATION_", cwd: import.meta.dirname })],
});
