import { defineConfig, dotenv, env, secret } from "@confide/core";
import * as z from "zod";

export default defineConfig({
  schema: z.object({
    database: z.object({ host: z.string(), password: secret(z.string()) }),
    stripe: z.object({ apiKey: secret(z.string()) }),
  }),
  sources: [env(), dotenv()],
});
