import { defineConfig, env, secret, fromStore } from "@confide/core";
import { localStore } from "@confide/local";
import * as z from "zod";

/** Where the encrypted file and its key lie: in a deployment another store stands here, and no folder. */
export function definitionFor(folder: string) {
  const store = localStore({ path: `${folder}/secrets.age`, keyFile: `${folder}/key.txt` });
  return defineConfig({
    schema: z.object({
      port: z.number().int().default(0),
      database: z.object({
        host: z.string(),
        port: z.number().int(),
        name: z.string(),
        username: z.string(),
        password: secret(z.string().min(12)),
      }),
    }),
    sources: [env({ prefix: "LIVE_SERVICE_" }), fromStore(store, { refs: { database: "prod-database" } })],
  });
}
