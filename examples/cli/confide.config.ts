import { defineConfig, dotenv, env, secret } from "@confide/core";
import * as z from "zod";

export default defineConfig({
  schema: z.object({
    from: z.email().default("shop@example.com").describe("Who the mail is from."),
    mail: z.object({
      host: z.hostname().describe("The server that takes the mail."),
      port: z.int().min(1).max(65_535).default(587),
      password: secret(z.string().min(8)).describe("Of the account shop."),
    }),
  }),
  sources: [env(), dotenv()], // the first that has a value wins
});
