import { describe, expect, test } from "vitest";
import * as z from "zod";

import { remote } from "../../test/remote.ts";
import { loadConfig } from "../load/load.ts";
import { checkConfig } from "./check-config.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import { memory } from "../sources/memory.ts";

async function told(schema: z.core.$ZodType, values: object = {}): Promise<string[]> {
  const problems = await checkConfig({ schema, sources: [memory(values)] });
  return problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

test("is empty where a load would go well", async () => {
  expect(await told(z.object({ a: z.string(), b: z.number().default(5) }), { a: "x" })).toEqual([]);
});

test("holds what a load would tell", async () => {
  expect(await told(z.object({ a: z.string(), b: z.number() }), { b: "x" })).toEqual([
    "a: missing",
    "b: expected a number, but the string is not one",
  ]);
});

test("holds what is wrong with the schema, where it can't be a configuration", async () => {
  expect(await told(z.object({ a: z.symbol() }))).toEqual([
    expect.stringMatching(/^a: z\.symbol\(\) can't be/),
  ]);
});

test("passes on the options of a load, and its abort", async () => {
  const definition = {
    schema: z.object({ a: z.string() }),
    sources: [{ ...remote("r", {}), read: () => new Promise<never>(() => undefined) }],
  };
  expect(await checkConfig(definition, { timeoutMs: 10 })).toMatchObject([
    { kind: "failed", reason: "timeout" },
  ]);
  const reason = new Error("no more");
  await expect(checkConfig(definition, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
});

describe("also judges defaults, which no load does", () => {
  test("of any kind and depth", async () => {
    const schema = z.object({
      port: z.number().max(10).default(3000),
      mode: z.enum(["a"]).default("b" as "a"),
      list: z.array(z.url()).optional().default(["x"]),
      group: z.object({ size: z.number().max(1) }).default({ size: 5 }),
      deep: z.object({ name: z.string().min(3).default("x").readonly() }),
    });
    expect(await loadConfig({ schema, sources: [memory({})] })).toMatchObject({
      port: 3000,
      deep: { name: "x" },
    });
    expect(await told(schema)).toEqual([
      "port: its default: expected at most 10",
      'mode: its default: expected "a"',
      "list: its default: is not a valid url",
      "group: its default: expected at most 1",
      "deep.name: its default: expected at least 3 characters",
    ]);
  });

  test("beside what a load tells, once for each setting", async () => {
    const schema = z.object({ a: z.string(), b: z.number().max(1).default(5) });
    expect(await told(schema)).toEqual(["a: missing", "b: its default: expected at most 1"]);
    expect(await told(schema, { a: "x", b: 7 })).toEqual(["b: expected at most 1"]);
  });

  test("in every branch of a union", async () => {
    const schema = z.discriminatedUnion("k", [
      z.object({ k: z.literal("a"), n: z.number().max(1).default(5) }),
      z.object({ k: z.literal("b") }),
    ]);
    expect(await told(schema, { k: "b" })).toEqual(["n: its default: expected at most 1"]);
  });

  test("of secrets without quoting them", async () => {
    const canary = "canary-7f3a9d";
    const schema = z.object({
      short: secret(z.string().min(99).default(canary)),
      told: secret(
        z
          .string()
          .refine(() => false, { error: ({ input }) => `got ${input as string}` })
          .default(canary),
      ),
      plain: z
        .string()
        .refine(() => false, { error: () => `got ${canary}` })
        .default(canary),
    });
    const problems = await checkConfig({ schema, sources: [memory({})] });
    expect(problems).toMatchObject([
      { path: ["short"], secret: true, places: [{ source: "default" }] },
      { path: ["told"], secret: true },
      { path: ["plain"], message: "its default: is not valid" },
    ]);
    expect(JSON.stringify(problems)).not.toContain("canary");
  });

  test("but not where only a load could: behind transforms, and with checks that need a promise or throw", async () => {
    const schema = z.object({
      a: z.string().transform(Number).default(5),
      b: secret(z.string()).default(new Secret("x")),
      c: z
        .string()
        .refine(async () => false)
        .default("x"),
      d: z
        .string()
        .refine(() => {
          throw new Error("inside");
        })
        .default("x"),
      e: z.string().prefault("x"),
    });
    expect(await told(schema)).toEqual([]);
  });
});
