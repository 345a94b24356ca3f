import { defineConfig, dotenv, env, loadConfig, secret } from "@confide/core";
import * as z from "zod";

import type { Server } from "./change-password.ts";

/** What the demonstration and the tests need besides the service's own settings: a PostgreSQL to make users in. */
export const adminDefinition = defineConfig({
  schema: z.object({ adminUrl: secret(z.url()).describe("As who may make users: compose.yaml has one.") }),
  sources: [env({ prefix: "LIVE_SERVICE_" }), dotenv({ prefix: "LIVE_SERVICE_" })],
});

export async function adminServer(): Promise<Server> {
  const { adminUrl } = await loadConfig(adminDefinition);
  const url = adminUrl.reveal();
  const { hostname, port, pathname } = new URL(url);
  return { url, host: hostname, port: Number(port || 5432), database: pathname.slice(1) };
}
