import { describe, expect, test } from "vitest";
import * as z from "zod";

import { Failure, remote } from "../../test/remote.ts";
import { explain } from "./explain.ts";
import { loadConfig, loadConfigSync } from "../load/load.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";

const schema = z.object({
  port: z.number().default(3000),
  database: z.object({ host: z.string(), password: secret(z.string()) }),
  stripe: z.object({ key: secret(z.string()) }).optional(),
  region: z.string().optional(),
});

const load = () => {
  const store = remote("store", { "database.password": "p" });
  return loadConfig({ schema, sources: [env({ from: { DATABASE_HOST: "h" } }), store] });
};

test("is a row for each setting, in the schema's order", async () => {
  expect(explain(await load())).toEqual([
    { setting: "port", secret: false, source: "default", shadowed: [] },
    { setting: "database.host", secret: false, source: "env", location: "DATABASE_HOST", shadowed: [] },
    {
      setting: "database.password",
      secret: true,
      source: "store",
      location: "store/database.password",
      version: "1",
      shadowed: [],
    },
    { setting: "stripe.key", secret: true, source: "absent", shadowed: [] },
    { setting: "region", secret: false, source: "absent", shadowed: [] },
  ]);
});

test("shows values where that is asked for, and never a secret's", async () => {
  expect(
    explain(await load(), { values: true }).map((row) => ("value" in row ? row.value : "no value")),
  ).toEqual([3000, "h", "no value", "no value", undefined]);
  const hidden = z.object({
    list: z.array(secret(z.string())),
    key: z.string().transform((text) => secret(z.string()).parse(text)),
  });
  const config = loadConfigSync({ schema: hidden, sources: [memory({ list: ["a"], key: "b" })] });
  expect(explain(config, { values: true }).filter((row) => "value" in row)).toEqual([]);
});

test("shows the settings of the branch that was chosen", () => {
  const union = z.object({
    log: z.discriminatedUnion("to", [
      z.object({ to: z.literal("file"), path: z.string() }),
      z.object({ to: z.literal("stdout"), color: z.boolean().default(true) }),
    ]),
  });
  const config = loadConfigSync({
    schema: union,
    sources: [memory({ log: { to: "stdout", path: "/tmp" } })],
  });
  expect(explain(config).map(({ setting, source }) => `${setting} ${source}`)).toEqual([
    "log.to memory",
    "log.color default",
  ]);
});

test("tells what optional() let pass beside what it was about", async () => {
  const store = optional(remote("store", { "database.password": new Failure("denied") }));
  const sources = [store, memory({ database: { host: "h", password: "p" } })];
  expect(explain(await loadConfig({ schema, sources }))[2]).toMatchObject({
    source: "memory",
    warning: "denied in store",
  });
});

test("knows a default object's settings as defaults", () => {
  const pool = z.object({
    pool: z.object({ size: z.number(), idle: z.number() }).default({ size: 1, idle: 2 }),
  });
  const config = loadConfigSync({ schema: pool, sources: [memory({ pool: { idle: 5 } })] });
  expect(explain(config, { values: true })).toMatchObject([
    { setting: "pool.size", source: "default", value: 1 },
    { setting: "pool.idle", source: "memory", value: 5 },
  ]);
});

describe("takes only the very object of a load", () => {
  test.each([undefined, null, 5, {}, { port: 1 }])("and not %j", (value) => {
    expect(() => explain(value)).toThrow(TypeError);
  });

  test("and no copy or part of it", async () => {
    const config = await load();
    expect(() => explain({ ...config })).toThrow("not a copy or a part of it");
    expect(() => explain(config.database)).toThrow(TypeError);
  });
});

test("says of a promise that it has to be awaited", async () => {
  const promised = loadConfig({ schema: z.object({ a: z.string().default("x") }), sources: [] });
  expect(() => explain(promised)).toThrow("explain(await loadConfig(…))");
  await promised;
});

test("says of a definition that it has to be loaded", () => {
  expect(() => explain({ schema: z.object({}), sources: [] })).toThrow(
    "explain takes what a definition is loaded as, not the definition: explain(await loadConfig(definition))",
  );
});
