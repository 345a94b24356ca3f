import { defineConfig, dotenv, env, secret } from "@confide/core";
import * as z from "zod";

/** What the deployment needs. In a workflow all of it is environment: `vars` and `secrets` of the repository. */
export const schema = z.object({
  target: z.enum(["staging", "production"]),
  api: z.object({
    url: z.url({ protocol: /^https$/ }),
    token: secret(z.string().min(20)),
  }),
  replicas: z.number().int().min(1).max(20).default(2),
});

export default defineConfig({ schema, sources: [env({ prefix: "DEPLOY_" }), dotenv({ prefix: "DEPLOY_" })] });
