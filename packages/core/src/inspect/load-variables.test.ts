import { expect, test } from "vitest";
import fc from "fast-check";
import * as z from "zod";

import { loadConfig } from "../load/load.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { loadVariables } from "./load-variables.ts";

async function spelled(schema: z.ZodType, values: object) {
  const loaded = await loadVariables({ schema, sources: [env({ from: {} }), memory(values)] });
  const variables = Object.fromEntries(
    loaded.variables.map(({ variable, text }) => [variable, text.reveal()]),
  );
  const unspelled = Object.fromEntries(loaded.unspelled.map(({ place, why }) => [place.name, why]));
  return { config: loaded.config, variables, unspelled };
}

/** What is spelled, once `env()` has loaded the same of it. */
async function roundTrip(schema: z.ZodType, values: object): Promise<Record<string, string>> {
  const { config, variables, unspelled } = await spelled(schema, values);
  expect(unspelled).toEqual({});
  expect(await loadConfig({ schema, sources: [env({ from: variables })] })).toEqual(config);
  return variables;
}

test("strings are as they came, and what JSON, YAML or a program had is a string of the same value", async () => {
  const schema = z.object({
    text: z.string(),
    port: z.int(),
    debug: z.boolean(),
    startsAt: z.date(),
    big: z.bigint(),
    ratio: z.number(),
    nothing: z.string().min(1).nullable().default("x"),
    none: z.number().nullable(),
    bytes: z.instanceof(Uint8Array),
  });
  const variables = await roundTrip(schema, {
    text: " a\n'b' $c",
    port: 80,
    debug: "yes",
    startsAt: new Date(0),
    big: 12345678901234567890n,
    ratio: -0,
    none: null,
    bytes: new Uint8Array(Buffer.from("ä")),
  });
  expect(variables).toEqual({
    TEXT: " a\n'b' $c",
    PORT: "80",
    DEBUG: "yes",
    STARTS_AT: "1970-01-01T00:00:00.000Z",
    BIG: "12345678901234567890",
    RATIO: "-0",
    NOTHING: "x",
    NONE: "null",
    BYTES: "ä",
  });
});

test("lists, records, sets, maps and objects are JSON", async () => {
  const schema = z.object({
    hosts: z.array(z.string()),
    none: z.array(z.string()),
    limits: z.record(z.string(), z.number()),
    set: z.set(z.int()),
    map: z.map(z.string(), z.date()),
    servers: z.array(z.object({ host: z.string(), big: z.bigint() })),
    pair: z.tuple([z.string(), z.boolean()]),
  });
  const variables = await roundTrip(schema, {
    hosts: ["a,b", '"c"'],
    none: "",
    limits: { a: 1 },
    set: new Set([1, 2]),
    map: new Map([["now", new Date(1)]]),
    servers: [{ host: "a", big: 12345678901234567890n }],
    pair: "x,no",
  });
  expect(variables).toMatchObject({ HOSTS: String.raw`["a,b","\"c\""]`, NONE: "[]", PAIR: "x,no" });
});

test("what zod changes is spelled as it came", async () => {
  const schema = z.object({
    size: z.string().transform((text) => text.length),
    on: z.stringbool(),
    count: z.coerce.number(),
  });
  expect(await roundTrip(schema, { size: "four", on: "enabled", count: "5" })).toEqual({
    SIZE: "four",
    ON: "enabled",
    COUNT: "5",
  });
});

test("defaults are among them where their string means the same", async () => {
  const schema = z.object({
    port: z.int().default(3000),
    hosts: z.array(z.string()).default(["a"]),
    size: z
      .string()
      .transform((text) => text.length)
      .default(7),
    token: secret(z.string().default("made-up")),
    metrics: z.object({ port: z.int().default(1) }).optional(),
  });
  expect(await roundTrip(schema, {})).toEqual({ PORT: "3000", HOSTS: '["a"]', TOKEN: "made-up" });
});

test("secrets are wrapped, and are named and placed as the configuration's", async () => {
  const schema = z.object({ database: z.object({ password: secret(z.string()) }) });
  const { variables } = await loadVariables({ schema, sources: [memory({ database: '{"password":"p"}' })] });
  expect(variables.map(({ variable, text }) => [variable, String(text)])).toEqual([
    ["DATABASE_PASSWORD", "[secret database.password]"],
  ]);
});

test("a group that is there and holds nothing, or is null", async () => {
  const schema = z.object({
    metrics: z.object({ port: z.int().optional() }).optional(),
    mail: z.object({ from: z.string() }).nullable(),
  });
  expect(await roundTrip(schema, { metrics: {}, mail: null })).toEqual({ METRICS: "{}", MAIL: "null" });
});

test("only the branch that the discriminator chose", async () => {
  const schema = z.object({
    storage: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("disk"), folder: z.string() }),
      z.object({ kind: z.literal("s3"), bucket: z.string() }),
    ]),
  });
  const values = { storage: { kind: "s3", bucket: "b", folder: "f" } };
  expect(await roundTrip(schema, values)).toEqual({ STORAGE_KIND: "s3", STORAGE_BUCKET: "b" });
});

test("names are the definition's: its prefix, and its own names", async () => {
  const schema = z.object({ a: z.string(), b: z.string().meta({ env: ["OLD_B", "B"] }) });
  const values = memory({ a: "1", b: "2" });
  const { variables } = await loadVariables({ schema, sources: [env({ prefix: "APP_", from: {} }), values] });
  expect(variables.map(({ variable }) => variable)).toEqual(["APP_A", "OLD_B"]);
});

test("what no variable holds is told, and what it is", async () => {
  const schema = z.object({
    empty: z.string(),
    nul: z.string(),
    half: z.string(),
    binary: z.instanceof(Uint8Array),
    any: z.any(),
    unnamed: z.string().meta({ env: [] }),
    nested: z.array(z.any()),
    proxy: z.string().nullable(),
  });
  const { variables, unspelled } = await spelled(schema, {
    empty: "",
    nul: "a\0b",
    half: "\ud83d",
    binary: new Uint8Array([255]),
    any: { a: 1 },
    unnamed: "x",
    nested: [new Date(0)],
    proxy: null,
  });
  expect(variables).toEqual({ EMPTY: "" });
  expect(unspelled).toEqual({
    empty: "empty",
    nul: "no-text",
    half: "no-text",
    binary: "no-text",
    any: "no-text",
    unnamed: "no-variable",
    nested: "no-text",
    proxy: "null",
  });
});

test("any strings, numbers and lists", async () => {
  const schema = z.object({
    text: z.string(),
    union: z.union([z.number(), z.boolean(), z.string(), z.array(z.string())]),
    list: z.array(z.string()),
    record: z.record(z.string(), z.union([z.int(), z.string()])),
  });
  const key = fc
    .string({ minLength: 1 })
    .filter((name) => !["__proto__", "constructor", "prototype"].includes(name));
  const text = fc.string({ unit: "grapheme" });
  const values = fc.record({
    text,
    union: fc.oneof(text, fc.integer(), fc.boolean(), fc.array(text)),
    list: fc.array(text),
    record: fc.dictionary(key, fc.oneof(fc.integer(), text)),
  });
  await fc.assert(
    fc.asyncProperty(values, async (given) => {
      const { config, variables, unspelled } = await spelled(schema, given);
      const missing = Object.keys(unspelled);
      const again = schema.partial();
      const loaded = await loadConfig({ schema: again, sources: [env({ from: variables })] });
      const kept = Object.entries(config as object).filter(([name]) => !missing.includes(name));
      expect(loaded).toEqual(Object.fromEntries(kept));
      for (const name of missing) expect(variables[name.toUpperCase()] ?? "").toBe("");
    }),
  );
});
