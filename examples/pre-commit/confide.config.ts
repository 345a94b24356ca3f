import { defineConfig, dotenv, env, secret } from "@confide/core";
import * as z from "zod";

export default defineConfig({
  schema: z.object({
    database: z.object({ host: z.string(), password: secret(z.string().min(12)) }),
    // The form of a key becomes a rule of .gitleaks.toml: one that was never on this machine is found too.
    stripe: z.object({ apiKey: secret(z.string().startsWith("sk_live_")) }).optional(),
  }),
  sources: [env(), dotenv()],
});
