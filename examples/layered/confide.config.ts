import { defineConfig, dotenv, env, secret, fromStore } from "@confide/core";
import * as z from "zod";

import { stores } from "./stores.ts";

/** The one line that another store takes: `stores.aws()`. */
const store = stores.local();

/** A developer's `.env` may stand in for the store; in production there is none, and the store has the last word. */
export default defineConfig({
  schema: z.object({
    port: z.number().int().default(3000),
    database: z.object({
      host: z.string(),
      username: z.string(),
      password: secret(z.string()),
    }),
    stripe: z.object({ apiKey: secret(z.string().startsWith("sk_")) }),
  }),
  sources: [
    env({ prefix: "LAYERED_" }),
    dotenv("app.env"),
    fromStore(store, { refs: { database: "prod-database", "stripe.apiKey": "prod-stripe#apiKey" } }),
  ],
});
