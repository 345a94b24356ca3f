import { parseEnv } from "node:util";

import { expect, test } from "vitest";
import * as z from "zod";

import { envExample } from "./env-example.ts";
import { loadConfigSync } from "../load/load.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";

test("lists every setting with its description, type and default", () => {
  const schema = z.object({
    port: z.int().default(3000).describe("Where the server listens.\nBehind the proxy."),
    allowedHosts: z.array(z.string()).default([]),
    database: z.object({
      host: z.string().describe("PostgreSQL"),
      password: secret(z.string()),
      pool: z.object({ size: z.number(), tls: z.boolean() }).default({ size: 10, tls: true }),
    }),
    mode: z.enum(["dev", "prod"]),
    tier: secret(z.enum(["gold", "silver"])).optional(),
    url: z
      .string()
      .optional()
      .meta({ env: ["PG_URL", "DATABASE_URL"], deprecated: true, replacedBy: "DATABASE_HOST" }),
    started: z.date(),
    labels: z.record(z.string(), z.string()),
    either: z.union([z.number(), z.string()]),
  });
  expect(envExample({ schema })).toBe(
    `
# Where the server listens.
# Behind the proxy.
# integer, optional
# PORT=3000

# list (a,b or JSON), optional
# ALLOWED_HOSTS='[]'

# PostgreSQL
# text, required
DATABASE_HOST=

# text, secret, required
DATABASE_PASSWORD=

# number, optional
# DATABASE_POOL_SIZE=10

# boolean, optional
# DATABASE_POOL_TLS=true

# dev or prod, required
MODE=

# one of its values, secret, optional
# TIER=

# text, optional, deprecated: use DATABASE_HOST
# PG_URL=

# date (ISO 8601), required
STARTED=

# names and values (a=1,b=2 or JSON), required
LABELS=

# number or text, required
EITHER=
`.slice(1),
  );
});

test("never holds a secret's default", () => {
  const key = secret(z.string());
  const schema = z.object({
    inside: secret(z.string().default("canary")),
    wrapped: key.default(new Secret("canary")),
    prefault: key.prefault("canary"),
    group: z.object({ key, host: z.string() }).default({ key: new Secret("canary"), host: "h" }),
    items: z.array(key).default([new Secret("canary")]),
  });
  expect(envExample({ schema })).not.toContain("canary");
  expect(envExample({ schema })).toContain("GROUP_HOST=h");
});

test("spells names as the definition's environment does", () => {
  const schema = z.object({ database: z.object({ poolSize: z.number(), url: z.string() }) });
  const environment = env({ prefix: "APP_", delimiter: "__", names: { "database.url": "PG_URL" } });
  const example = envExample({ schema, sources: [memory({}), environment] });
  expect(example).toContain("APP_DATABASE__POOL_SIZE=");
  expect(example).toContain("\nPG_URL=");
});

test("names each variable of a discriminated union once", () => {
  const schema = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("a"), url: z.string() }),
    z.object({ kind: z.literal("b"), url: z.string(), size: z.number() }),
  ]);
  const names = envExample({ schema }).match(/^(?:# )?([A-Z]+)=/gm);
  expect(names).toEqual(["KIND=", "URL=", "# SIZE="]);
});

test("lists what selects a branch of a union, and says which settings belong to which", () => {
  const storage = z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("disk"), folder: z.string() }),
    z.object({ kind: z.literal("s3"), bucket: z.string(), region: z.string().default("eu") }),
  ]);
  expect(envExample({ schema: z.object({ storage }) })).toBe(
    [
      "# disk or s3, required\nSTORAGE_KIND=",
      "# text, needed with storage.kind disk\n# STORAGE_FOLDER=",
      "# text, needed with storage.kind s3\n# STORAGE_BUCKET=",
      "# text, optional with storage.kind s3\n# STORAGE_REGION=eu\n",
    ].join("\n\n"),
  );
  expect(envExample({ schema: z.object({ storage: storage.optional() }) })).toContain(
    "# disk or s3, needed with any of storage\n# STORAGE_KIND=",
  );
});

test("has defaults that are read back as they are", () => {
  const schema = z.object({
    text: z.string().default("with space, 'quotes' and # hash"),
    double: z.string().default('say "hi" # now'),
    both: z.string().default(`it's "both"`),
    lines: z.string().default("first\nsecond"),
    backslash: z.string().default("C:\\new"),
    list: z.array(z.string()).default(["a b", "c,d"]),
    set: z.set(z.number()).default(new Set([1, 2])),
    map: z.map(z.string(), z.bigint()).default(new Map([["a", 5n]])),
    bigs: z.array(z.bigint()).default([1n]),
    url: z.string().default("https://a.example/?x=1&y=2"),
    pairs: z.record(z.string(), z.number()).default({ a: 1 }),
    date: z.date().default(new Date("2026-01-31T12:00:00Z")),
    big: z.bigint().default(5n),
    flag: z.boolean().default(false),
    negative: z.number().default(-1.5),
    empty: z.string().default(""),
    nothing: z.number().nullable().default(null),
  });
  const defaults = loadConfigSync({ schema, sources: [memory({})] });
  const uncommented = envExample({ schema }).replaceAll(/^# (?=[A-Z]+=)/gm, "");
  const from = parseEnv(uncommented) as Record<string, string>;
  expect(Object.keys(from)).toHaveLength(17);
  // An empty one would be missing, and have its default from the schema.
  expect(Object.keys(from).filter((name) => from[name] === "")).toEqual(["EMPTY"]);
  expect(loadConfigSync({ schema, sources: [env({ from })] })).toEqual(defaults);
});

test("leaves out a default that can't be written", () => {
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  const schema = z.object({
    quotes: z.string().default("'\"`"),
    lines: z.string().default('a\n"b"'),
    bytes: z.instanceof(Uint8Array).default(Uint8Array.of(1)),
    loop: z.any().default(loop),
    dynamic: z.any().default(() => () => 1),
  });
  expect(envExample({ schema }).match(/^# [A-Z]+=.*$/gm)).toEqual([
    "# QUOTES=",
    "# LINES=",
    "# BYTES=",
    "# LOOP=",
    "# DYNAMIC=",
  ]);
});

test("says where a default can't be written, because its line would be read as another value", () => {
  const schema = z.object({
    quotes: z.string().default("'\"`"),
    reference: z.string().default("it's ${HOME}"),
    digits: z.union([z.number(), z.string()]).default("5"),
    anything: z.any().default({ a: 1 }),
    changed: z
      .string()
      .transform((text) => text.length)
      .default(4),
    random: z.string().default(() => String(Math.random())),
    word: z.string().nullable().default(null),
    fine: z.union([z.number(), z.string()]).default("007"),
    none: z.number().nullable().default(null),
  });
  const lines = envExample({ schema }).match(/^# .*$/gm) ?? [];
  const unwritten = lines.filter((line) => line.endsWith(", optional, its default can't be written here"));
  expect(unwritten).toHaveLength(7);
  expect(lines.filter((line) => /^# [A-Z]+=/.test(line))).toEqual([
    ...["QUOTES", "REFERENCE", "DIGITS", "ANYTHING", "CHANGED", "RANDOM", "WORD"].map((name) => `# ${name}=`),
    "# FINE=007",
    "# NONE=null",
  ]);
});

test("has no default that is another one in another branch of a union", () => {
  const branch = (kind: string, region: string) =>
    z.object({ kind: z.literal(kind), region: z.string().default(region), zone: z.string().default("a") });
  const schema = z.discriminatedUnion("kind", [branch("a", "eu"), branch("b", "us")]);
  expect(envExample({ schema })).toContain(
    "# text, optional, its default can't be written here\n# REGION=\n",
  );
  expect(envExample({ schema })).toContain("# text, optional\n# ZONE=a\n");
});

test("has the default of a group where a setting in it has one of its own", () => {
  const group = z.object({ a: z.string().default("own"), b: z.string().default("own").optional() });
  const schema = z.object({ group: group.default({ a: "around" }) });
  expect(loadConfigSync({ schema, sources: [memory({})] })).toEqual({ group: { a: "around" } });
  expect(envExample({ schema })).toContain("# GROUP_A=around\n");
});

test("is empty but for a line end without settings", () => {
  expect(envExample({ schema: z.object({}) })).toBe("\n");
});

test("spells a group's prefix, and leaves out what no variable holds", () => {
  const schema = z.object({
    pg: z.object({ host: z.string() }).meta({ prefix: "PG_" }),
    path: z.string().meta({ env: [] }),
  });
  for (const sources of [undefined, [memory({})], [env({ prefix: "APP_" })]])
    expect(envExample({ schema, ...(sources && { sources }) })).toBe("# text, required\nPG_HOST=\n");
  const named = [env({ names: { path: "SHOP_PATH" } })];
  expect(envExample({ schema, sources: named })).toContain("\nSHOP_PATH=\n");
});

test("keeps a description a comment, whatever ends its lines", () => {
  const schema = z.object({ a: z.string().describe("one\rB=evil\u2028C=evil\r\nlast") });
  expect(envExample({ schema })).toBe("# one\n# B=evil\n# C=evil\n# last\n# text, required\nA=\n");
});
