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

test("lists every branch of a union, and says what is required, and with what", () => {
  const schema = z.object({
    storage: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("disk"), path: z.string(), size: z.number() }),
      z.object({
        kind: z.enum(["s3", "r2"]),
        path: z.number(),
        bucket: z.string(),
        region: z.string().default("eu"),
        keys: z.object({ id: z.string(), key: secret(z.string()) }).optional(),
      }),
    ]),
    listen: z.union([z.object({ socket: z.string() }), z.object({ port: z.number() })]),
    mail: z
      .object({ from: z.string(), to: z.string().optional(), server: z.object({ host: z.string() }) })
      .optional(),
    sentry: z.object({ dsn: z.string() }).optional(),
  });
  expect(args().usage(schema)).toBe(
    [
      "  --storage.kind <disk, s3 or r2>  (required)",
      "  --storage.path <text or number>  (required)",
      "  --storage.size <number>          (needed with --storage.kind disk)",
      "  --storage.bucket <text>          (needed with --storage.kind s3 or r2)",
      "  --storage.region <text>          (optional with --storage.kind s3 or r2, default eu)",
      "  --storage.keys.id <text>         (needed with any of --storage.keys)",
      "  --storage.keys.key <text>        (secret, needed with any of --storage.keys)",
      "  --listen.socket <text>           (needed in form 1 of 2)",
      "  --listen.port <number>           (needed in form 2 of 2)",
      "  --mail.from <text>               (needed with any of --mail)",
      "  --mail.to <text>",
      "  --mail.server.host <text>        (needed with any of --mail)",
      "  --sentry.dsn <text>",
      "",
    ].join("\n"),
  );
});

test("says where a list or a record is JSON only", () => {
  const object = z.object({ host: z.string() });
  const schema = z.object({
    servers: z.array(object).nullable(),
    matrix: z.array(z.array(z.number())),
    named: z.record(z.string(), object),
    mixed: z.array(z.union([object, z.string()])),
  });
  expect(args().usage(schema).match(/<.*?>/g)).toEqual([
    "<JSON list>",
    "<JSON list>",
    "<JSON object>",
    "<list (a,b or JSON)>",
  ]);
});
