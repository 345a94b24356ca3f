import { describe, expect, test } from "vitest";
import * as z from "zod";
import type { $ZodType } from "zod/v4/core";

import { ConfigError } from "../report/config-error.ts";
import type { Source } from "../contract/source.ts";
import { planOf } from "../schema/plan.ts";
import { secret } from "../schema/secret-schema.ts";
import { args } from "../sources/args/args.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { fileVariables } from "../sources/file-variables.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";
import { secretFiles } from "../sources/secret-files.ts";
import { fromStore } from "../stores/from-store.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { loadConfigSync } from "./load.ts";
import { refuseSharedNames } from "./shared-names.ts";

function refusals(schema: $ZodType, ...sources: readonly Source[]): string[] {
  try {
    refuseSharedNames(planOf(schema), sources.length === 0 ? [env()] : sources);
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
  }
}

describe("two settings with one name are refused by a source that spells both alike", () => {
  const both = (variable: string, holder: string) =>
    `has the same name as ${holder}: both are ${variable}. Give one another by .meta({ env })`;

  test("that follow from their paths", () => {
    const schema = z.object({
      databasePool: z.object({ size: z.int() }),
      database: z.object({ poolSize: z.int() }),
    });
    expect(refusals(schema)).toEqual([
      `database.poolSize: ${both("DATABASE_POOL_SIZE", "databasePool.size")}`,
    ]);
    expect(refusals(z.object({ apiURL: z.string(), apiUrl: z.string() }))).toHaveLength(1);
    expect(refusals(z.object({ a_b: z.string(), a: z.object({ b: z.string() }) }))).toHaveLength(1);
  });

  test("that .meta() gives", () => {
    const url = z.string().meta({ env: ["URL", "OLD_URL"] });
    expect(refusals(z.object({ a: url, b: url }))).toEqual([
      `b: ${both("URL", "a")}`,
      `b: ${both("OLD_URL", "a")}`,
    ]);
    expect(refusals(z.object({ port: z.string(), b: z.string().meta({ env: "PORT" }) }))).toHaveLength(1);
  });

  test("of which one is a group, read as JSON under its own name", () => {
    const schema = z.object({
      databasePool: z.int(),
      database: z.object({ pool: z.object({ size: z.int() }) }),
    });
    expect(refusals(schema)).toEqual([`databasePool: ${both("DATABASE_POOL", "database.pool")}`]);
  });

  test("but not where .meta() gives one another, or both are one setting of two branches", () => {
    expect(refusals(z.object({ apiURL: z.string(), apiUrl: z.string().meta({ env: "OTHER" }) }))).toEqual([]);
    expect(refusals(z.object({ a: z.string().meta({ env: ["A", "A"] }) }))).toEqual([]);
    const branch = (kind: string) =>
      z.object({ kind: z.literal(kind), url: z.string().meta({ env: "URL" }) });
    expect(refusals(z.discriminatedUnion("kind", [branch("a"), branch("b")]))).toEqual([]);
  });
});

describe("a name is refused only where a source spells both alike", () => {
  const schema = z.object({ db: z.object({ host: z.string() }), dbHost: z.string() });
  const config = { db: { host: "a" }, dbHost: "b" };

  test("not with a delimiter, in memory, or by `names`", () => {
    const from = { DB__HOST: "a", DB_HOST: "b" };
    expect(loadConfigSync({ schema, sources: [env({ delimiter: "__", from })] })).toEqual(config);
    expect(loadConfigSync({ schema, sources: [memory(config)] })).toEqual(config);
    expect(refusals(schema, env({ names: { dbHost: "HOST" } }))).toEqual([]);
    expect(refusals(schema, args(), fileVariables({ delimiter: "__" }), dotenv({ delimiter: "__" }))).toEqual(
      [],
    );
  });

  test("of one source among several, once", () => {
    const both = "both are DB_HOST. Give one another by .meta({ env })";
    const refused = [`dbHost: has the same name as db.host: ${both}`];
    expect(refusals(schema, memory(config), dotenv(), optional(dotenv("other.env")))).toEqual(refused);
    expect(() => loadConfigSync({ schema, sources: [memory(config), env()] })).toThrow(ConfigError);
  });

  test("in the spelling of each", () => {
    const alike = z.object({ "db-host": secret(z.string()), dbHost: secret(z.string()) });
    const inSchema = "Give one another name in the schema";
    const refused = (name: string) => [`dbHost: has the same name as db-host: both are ${name}. ${inSchema}`];
    expect(refusals(alike, fromStore(memoryStore({}), { prefix: "app/" }))).toEqual(refused("app/db-host"));
    expect(refusals(alike, secretFiles("secrets"))).toEqual(refused("db_host"));
    expect(refusals(schema, fileVariables({ prefix: "A_" }))[0]).toContain(
      "both are A_DB_HOST_FILE. Give one",
    );
    expect(refusals(schema, env({ names: { dbHost: ["A", "B"], "db.host": "B" } }))[0]).toContain(
      "both are B.",
    );
  });

  test("not where `refs` says so: two settings may be one secret", () => {
    const two = z.object({ a: secret(z.string()), b: secret(z.string()) });
    expect(refusals(two, fromStore(memoryStore({}), { refs: { a: "x", b: "x" } }))).toEqual([]);
  });
});
