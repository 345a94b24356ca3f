// Compiled against the packed packages by every supported TypeScript: what their declarations mean to a user.
import {
  defineConfig,
  env,
  explain,
  type Explanation,
  loadConfig,
  type Secret,
  secret,
  fromStore,
} from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import * as z from "zod";

const definition = defineConfig({
  schema: z.object({
    port: z.number().default(3000),
    database: z.object({ host: z.string(), password: secret(z.string()) }),
    key: secret(z.string()).optional(),
  }),
  sources: [env(), fromStore(memoryStore({}), { refs: { database: "prod/database" } })],
});

export const config: Promise<{
  port: number;
  database: { host: string; password: Secret };
  key?: Secret | undefined;
}> = loadConfig(definition);
export const rows: Promise<readonly Explanation[]> = config.then((loaded) => explain(loaded));
