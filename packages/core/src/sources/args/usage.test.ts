import { expect, test } from "vitest";
import * as z from "zod";

import { secret } from "../../schema/secret-schema.ts";
import { args } from "./args.ts";

test("describes each argument by its type, description and default, and no secret's", () => {
  const schema = z.object({
    port: z.number().int().default(3000).describe("Where the server listens.\nMore of it."),
    debug: z.boolean().default(false),
    proxy: z.union([z.boolean(), z.string()]).optional(),
    level: z.enum(["debug", "info"]).meta({ deprecated: true, replacedBy: "--debug" }).optional(),
    database: z.object({
      host: z.string().describe("Its name."),
      password: secret(z.string()).default("hunter2" as never),
      allowedHosts: z.array(z.string()),
    }),
    $: z.string().optional(),
  });
  expect(args({ short: { p: "port", d: "debug" } }).usage(schema)).toBe(
    [
      "  -p, --port <integer>         Where the server listens. (default 3000)",
      "  -d, --[no-]debug             (default false)",
      "  --proxy[=<boolean or text>]",
      "  --level <debug or info>      (deprecated: use --debug)",
      "  --database.host <text>       Its name. (required)",
      "  --database.password <text>   (secret)",
      "  --database.allowed-hosts <list (a,b or JSON)>",
      "                               (required)",
      "",
    ].join("\n"),
  );
  expect(args().usage(z.object({}))).toBe("");
});
