import { expectTypeOf, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import { defineConfig } from "./definition.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import type { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import type { Source, SyncSource } from "../contract/source.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";

const schema = z.object({
  port: z.number().default(3000),
  region: z.string().optional(),
  database: z.object({ host: z.string(), password: secret(z.string().min(12)) }),
  stripe: z.object({ apiKey: secret(z.string()) }).optional(),
  cache: z.discriminatedUnion("kind", [
    z.object({ kind: z.literal("redis"), url: z.url() }),
    z.object({ kind: z.literal("none") }),
  ]),
});

interface Config {
  port: number;
  region?: string | undefined;
  database: { host: string; password: Secret };
  stripe?: { apiKey: Secret } | undefined;
  cache: { kind: "redis"; url: string } | { kind: "none" };
}

declare const remote: Source;

test("a configuration has the schema's output type", async () => {
  expectTypeOf(await loadConfig({ schema })).toEqualTypeOf<Config>();
  expectTypeOf(loadConfigSync({ schema })).toEqualTypeOf<Config>();
  expectTypeOf(await loadConfig({ schema, sources: [env(), memory({}), remote] })).toEqualTypeOf<Config>();
  expectTypeOf(await loadConfig(defineConfig({ schema, sources: [remote] }))).toEqualTypeOf<Config>();
  const changed = z.object({ a: z.string() }).transform(({ a }) => a.length);
  expectTypeOf(loadConfigSync({ schema: changed })).toEqualTypeOf<number>();
});

test("loadConfigSync takes no source that can't answer at once", () => {
  const local = [env(), memory({}), optional(env())];
  expectTypeOf(loadConfigSync({ schema, sources: local })).toEqualTypeOf<Config>();
  expectTypeOf(loadConfigSync(defineConfig({ schema, sources: [env()] }))).toEqualTypeOf<Config>();
  expectTypeOf(loadConfigSync(defineConfig({ schema }))).toEqualTypeOf<Config>();
  // @ts-expect-error: it can't answer at once
  loadConfigSync({ schema, sources: [remote] });
  // @ts-expect-error: one of them can't
  loadConfigSync({ schema, sources: [env(), remote] });
  // @ts-expect-error: nor can it when it may fail
  loadConfigSync({ schema, sources: [optional(remote)] });
  // @ts-expect-error: nor behind a definition
  loadConfigSync(defineConfig({ schema, sources: [env(), remote] }));
});

test("a definition can be changed", () => {
  const definition = defineConfig({ schema, sources: [remote] });
  expectTypeOf(loadConfigSync({ ...definition, sources: [memory({})] })).toEqualTypeOf<Config>();
  expectTypeOf(definition.schema).toEqualTypeOf<typeof schema>();
});

test("a definition needs a schema of zod, and sources", () => {
  expectTypeOf({ port: 1 }).not.toExtend<z.core.$ZodType>();
  expectTypeOf(process.env).not.toExtend<Source>();
  // @ts-expect-error: a schema is missing
  void loadConfig({ sources: [env()] });
  // @ts-expect-error: an object is no schema
  void loadConfig({ schema: { port: 1 } });
  // @ts-expect-error: a record is no source
  void loadConfig({ schema, sources: [process.env] });
});

test("secret() changes an output to a Secret, whatever stands around it", async () => {
  const key = secret(z.string());
  const secrets = z.object({
    plain: key,
    optional: key.optional(),
    nullable: key.nullable(),
    nullish: key.nullish(),
    inside: secret(z.string().optional()),
    prefault: key.prefault("dev"),
    number: secret(z.coerce.number()),
    object: secret(z.object({ a: z.string(), b: z.number().default(1) })),
    array: secret(z.array(z.string())),
    items: z.array(key),
    union: z.union([key, z.number()]),
    transform: secret(z.string().transform(Number)),
    brand: secret(z.string().brand<"key">()),
    date: secret(z.date()),
  });
  expectTypeOf(await loadConfig({ schema: secrets })).toEqualTypeOf<{
    plain: Secret;
    optional?: Secret | undefined;
    nullable: Secret | null;
    nullish?: Secret | null | undefined;
    inside: Secret<string | undefined>;
    prefault: Secret;
    number: Secret<number>;
    object: Secret<{ a: string; b: number }>;
    array: Secret<string[]>;
    items: Secret[];
    union: Secret | number;
    transform: Secret<number>;
    brand: Secret<string & z.core.$brand<"key">>;
    date: Secret<Date>;
  }>();
});

test("secret() takes schemas of zod/mini", async () => {
  const key = secret(mini.string());
  const config = await loadConfig({
    schema: mini.object({
      key,
      perhaps: mini.optional(key),
      list: mini.array(key),
      n: mini._default(mini.number(), 1),
    }),
  });
  expectTypeOf(config).toEqualTypeOf<{
    key: Secret;
    perhaps?: Secret | undefined;
    list: Secret[];
    n: number;
  }>();
});

test("a secret's default behind it is a Secret, inside of it a bare value", () => {
  expectTypeOf(secret(z.string().default("dev")).parse("")).toEqualTypeOf<Secret>();
  // @ts-expect-error: zod's defaults are outputs
  secret(z.string()).default("dev");
});

test("a Secret is no text", () => {
  const password = loadConfigSync({ schema }).database.password;
  expectTypeOf(password.reveal()).toEqualTypeOf<string>();
  expectTypeOf(password.map(({ length }) => length)).toEqualTypeOf<Secret<number>>();
  expectTypeOf(password).not.toExtend<string>();
  expectTypeOf(password).not.toHaveProperty("length");
});

test("local sources can answer at once, and stay so when they are optional", () => {
  expectTypeOf(env()).toEqualTypeOf<SyncSource>();
  expectTypeOf(memory({})).toEqualTypeOf<SyncSource>();
  expectTypeOf(optional(env())).toEqualTypeOf<SyncSource>();
  expectTypeOf(optional(remote)).toEqualTypeOf<Source>();
});
