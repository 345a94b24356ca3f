import { defineConfig, env, secret, fromStore } from "@confide/core";
import { localStore } from "@confide/local";
import * as z from "zod";

/** Where the encrypted file and its key lie: in a deployment another store stands here, and no folder. */
export function definitionFor(folder: string) {
  const store = localStore({ path: `${folder}/secrets.age`, keyFile: `${folder}/key.txt` });
  return defineConfig({
    schema: z.object({
      host: z.string().default("127.0.0.1").describe("Where the service listens; in a container 0.0.0.0."),
      port: z.number().int().default(0).describe("0 takes a free one."),
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
