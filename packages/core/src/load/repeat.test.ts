import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import * as z from "zod";

import { ConfigError } from "../report/config-error.ts";
import type { Definition } from "./definition.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { secret } from "../schema/secret-schema.ts";
import type { SyncSource } from "../contract/source.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";

// A load of a definition that was loaded before does again only what has changed. It must not show.

const cwd = mkdtempSync(join(tmpdir(), "confide-repeat-"));
afterAll(() => rmSync(cwd, { recursive: true, force: true }));

type Variables = Record<string, string>;

const plain = z.object({
  port: z.number().default(3000),
  tags: z.array(z.string()).default([]),
  database: z.object({ host: z.string().min(2), password: secret(z.string().min(3)) }),
  cache: z.object({ url: z.string(), size: z.number().optional() }).optional(),
});
const withDefaultGroup = z.object({
  port: z.date().optional(),
  database: z.object({ host: z.string(), password: secret(z.string()) }).default({
    host: "h",
    password: secret(z.string()).parse("made-up"),
  }),
});
const withCode = z.object({
  port: z.number().refine(async (port) => port < 4),
  database: z.preprocess((group) => group, z.object({ host: z.string(), password: z.string() })),
});
const withChoice = z.object({
  database: z.discriminatedUnion("host", [
    z.object({ host: z.literal("aa"), password: secret(z.string()) }),
    z.object({ host: z.literal("bb"), port: z.number() }),
  ]),
});
const SCHEMAS: readonly z.ZodObject[] = [plain, withDefaultGroup, withCode, withChoice];

function definition(schema: z.ZodObject, from: Variables): Definition<z.ZodObject, SyncSource> {
  return {
    schema,
    sources: [env({ from }), dotenv({ cwd }), memory({ database: { password: "from memory" } })],
  };
}

/** All that a load brings: the values with their origins, or the report. */
async function outcome(load: () => Promise<object> | object): Promise<unknown> {
  try {
    return explain(await load(), { values: true });
  } catch (error) {
    return error instanceof ConfigError ? error.problems : error;
  }
}

const name = fc.constantFrom(
  "PORT",
  "TAGS",
  "DATABASE",
  "DATABASE_HOST",
  "DATABASE_PASSWORD",
  "CACHE_URL",
  "DATABASE_HOTS",
);
const text = fc.constantFrom("", "1", "2", "aa", "bb", "a-secret", '{"host":"aa"}', "2026-01-31");
const change = fc.oneof(
  fc.record({ set: name, text }),
  fc.record({ unset: name }),
  fc.record({ write: fc.dictionary(name, text, { maxKeys: 5 }) }),
  // Of one length, so that only the bytes tell them apart.
  fc.record({ write: fc.record({ DATABASE_HOST: fc.constantFrom("aa", "bb") }) }),
  fc.constant({ remove: true }),
  fc.constant({}),
);

function apply(step: object, from: Variables): void {
  if ("set" in step) from[String(step.set)] = "text" in step ? String(step.text) : "";
  if ("unset" in step) delete from[String(step.unset)];
  if ("write" in step) {
    const lines = Object.entries(step.write as Variables).map(([key, value]) => `${key}='${value}'\n`);
    writeFileSync(join(cwd, ".env"), lines.join(""));
  }
  if ("remove" in step) rmSync(join(cwd, ".env"), { force: true });
}

test("a repeated load brings what a first one would, whatever has changed", async () => {
  const changes = fc.array(change, { minLength: 1, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SCHEMAS), changes, fc.boolean(), async (schema, steps, sync) => {
      const load = sync ? loadConfigSync : loadConfig;
      const from: Variables = {};
      const repeated = definition(schema, from);
      for (const step of steps) {
        apply(step, from);
        const again = await outcome(() => load(repeated));
        expect(again).toEqual(await outcome(() => load(definition(schema, from))));
      }
    }),
  );
});

test("each load has its own objects, also of values that did not change", async () => {
  const from = { PORT: "2026-01-31", DATABASE_HOST: "h", DATABASE_PASSWORD: "made-up" };
  const repeated = definition(withDefaultGroup, from);
  const [one, other] = [loadConfigSync(repeated), loadConfigSync(repeated)];
  expect(one).toEqual(other);
  expect(one).not.toBe(other);
  expect(one["port"]).not.toBe(other["port"]);
});

test("what came out of a store is not kept for the next load", async () => {
  let value = "one";
  const store: SyncSource = {
    name: "store",
    locate: ({ name: at }) => at,
    read: async (wanted) => ({
      answers: wanted.map(({ path }) => ({ path, value, origin: { source: "store" } })),
    }),
    readSync: (wanted) => ({
      answers: wanted.map(({ path }) => ({ path, value, origin: { source: "store" } })),
    }),
  };
  const repeated = {
    schema: z.object({ a: z.string(), b: z.string() }),
    sources: [env({ from: { A: "a" } }), store],
  };
  expect(loadConfigSync(repeated)).toEqual({ a: "a", b: "one" });
  value = "two";
  expect(loadConfigSync(repeated)).toEqual({ a: "a", b: "two" });
  expect(await loadConfig(repeated)).toEqual({ a: "a", b: "two" });
});

test("also where nothing that is asked can have changed by itself, so that what a load came to is kept", async () => {
  const lastingDefinition = (schema: z.ZodObject, from: Variables, other: Variables) => ({
    schema,
    sources: [env({ from: other }), env({ from }), dotenv({ cwd })],
  });
  const changes = fc.array(fc.tuple(fc.boolean(), change), { minLength: 2, maxLength: 12 });
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...SCHEMAS), changes, fc.boolean(), async (schema, steps, sync) => {
      const load = sync ? loadConfigSync : loadConfig;
      const [from, other]: [Variables, Variables] = [{}, { DATABASE_PASSWORD: "from another", PORT: "3" }];
      const repeated = lastingDefinition(schema, from, other);
      for (const [inOther, step] of steps) {
        apply(step, inOther ? other : from);
        const again = await outcome(() => load(repeated));
        expect(again).toEqual(await outcome(() => load(lastingDefinition(schema, from, other))));
      }
    }),
  );
});

test("a later source's change leaves what an earlier one has", () => {
  const from: Variables = { DATABASE_HOST: "one" };
  const sources = [env({ from: { DATABASE_PASSWORD: "first" } }), env({ from })];
  const host = () => loadConfigSync({ schema: withDefaultGroup, sources }).database.host;
  expect([host(), host()]).toEqual(["one", "one"]);
  from["DATABASE_HOST"] = "two";
  expect(host()).toBe("two");
  const { database } = loadConfigSync({ schema: withDefaultGroup, sources });
  expect(database.password.reveal()).toBe("first");
});
