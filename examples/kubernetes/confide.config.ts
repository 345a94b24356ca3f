import { defineConfig, dotenv, env, fileVariables, secret, secretFiles } from "@confide/core";
import * as z from "zod";

export const schema = z.object({
  listenHost: z.string().default("127.0.0.1").describe("In a container 0.0.0.0."),
  port: z.number().int().min(0).max(65_535).default(3000),
  database: z.object({
    host: z.string(),
    caFile: z.string().optional().describe("A path; the program reads the certificate itself."),
    password: secret(z.string().min(12)),
  }),
  session: z.object({ key: secret(z.string().min(16)) }),
});

/** The folder that manifests/deployment.yaml mounts the Secret `shop` at: a file for each of its keys. */
export const SECRETS_FOLDER = "/run/secrets/shop";

/** Another path for a test, and another environment. */
export function definitionFor(folder = SECRETS_FOLDER, from: NodeJS.ProcessEnv = process.env) {
  return defineConfig({
    schema,
    // SESSION_KEY_FILE names a file of another mount. A `.env` is for a developer's machine: the image has none.
    sources: [env({ from }), fileVariables({ from }), secretFiles(folder), dotenv()],
  });
}
