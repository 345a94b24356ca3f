import { expect, test } from "vitest";
import * as z from "zod";

import { ConfigError } from "../report/config-error.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { loadConfigSync } from "./load.ts";

const load = (schema: z.ZodType, value: unknown) =>
  loadConfigSync({ schema: z.object({ it: schema }), sources: [memory({ it: value })] });

test.each<[name: string, schema: z.ZodType, value: string, message: RegExp]>([
  ["false for a boolean", z.coerce.boolean(), "false", /makes true of every string/],
  ["no for a boolean", z.coerce.boolean().default(false), " No ", /makes true of every string/],
  ["0 for a boolean", z.coerce.boolean().optional(), "0", /makes true of every string/],
  ["white space for a number", z.coerce.number().int(), "  ", /z.coerce.number\(\) makes 0 of it/],
  ["an integer that a number would round", z.coerce.number(), "9007199254740993", /would round/],
  ["a number that would be 0", z.coerce.number().catch(1), "1e-400", /would round/],
  ["nothing for a bigint", z.coerce.bigint(), "", /z.coerce.bigint\(\) makes 0 of it/],
  ["digits for a date", z.coerce.date(), "2026", /guesses a date/],
  [
    "false behind a string",
    z.string().trim().pipe(z.coerce.boolean()),
    " false ",
    /makes true of every string/,
  ],
  ["nothing behind a string", z.string().pipe(z.coerce.number<string>().readonly()), "", /makes 0 of it/],
  ["false behind two strings", z.string().pipe(z.string().pipe(z.coerce.boolean())), "false", /makes true/],
  ["false where .catch() would replace what is refused", z.coerce.boolean().catch(true), "no", /makes true/],
  ["false in a list of those", z.array(z.coerce.boolean()).catch([]), "no,yes", /makes true/],
  ["no for a boolean or nothing", z.string().pipe(z.coerce.boolean()).nullable(), "no", /makes true/],
])("%s is a problem with its fix", (_, schema, value, message) => {
  expect(schema.safeParse(value).success).toBe(true);
  expect(() => load(schema, value)).toThrow(message);
  expect(() => load(schema, value)).toThrow(/: use z\./);
  expect(() => load(z.array(schema), [value])).toThrow(message);
  expect(() => load(z.record(z.string(), schema), { a: value })).toThrow(message);
  expect(() => load(z.map(z.string(), z.set(schema)), { a: [value] })).toThrow(message);
  expect(() => load(z.object({ a: z.string().optional() }).catchall(schema), { b: value })).toThrow(message);
  expect(() => load(z.object({ a: schema }).catch({ a: 1 }), { a: value })).toThrow(message);
  expect(() => load(z.union([z.object({ a: schema }), z.object({ a: z.null() })]), { a: value })).toThrow(
    message,
  );
});

const flag = z.coerce.boolean();
const word = z.string().optional();

test.each<[name: string, schema: z.ZodType, value: unknown]>([
  [
    "a catchall of a discriminated union",
    z.discriminatedUnion("k", [z.object({ k: z.literal("a") }).catchall(flag)]),
    { k: "a", b: "no" },
  ],
  [
    "a catchall of an intersection",
    z.intersection(z.object({ a: word }).catchall(flag), z.object({ b: word })),
    { c: "no" },
  ],
  ["a catchall in .catch()", z.object({ a: word }).catchall(flag).catch({}), { b: "no" }],
  ["a catchall of a list of those", z.object({ a: word }).catchall(z.array(flag)), { b: ["yes", "no"] }],
  ["a catchall in a list", z.array(z.object({ a: word }).catchall(flag)), [{ b: "no" }]],
  ["a loose record", z.looseRecord(z.string().regex(/^b/), flag), { b: "no" }],
  ["a partial record", z.partialRecord(z.enum(["b", "c"]), flag), { b: "no" }],
  ["the names of a map", z.map(flag, z.string()), { no: "x" }],
  ["the rest of a tuple", z.tuple([z.string()], flag), ["x", "no"]],
  ["a union of lists", z.union([z.array(flag), z.number()]), ["no"]],
  ["a union that takes strings too", z.union([flag, z.string()]), "no"],
  ["a union whose second list takes the string", z.union([z.array(flag), z.array(z.string())]), ["no"]],
  ["a record in a union", z.union([z.record(z.string(), flag), z.number()]), '{"b":"no"}'],
  ["what a preprocess hands on", z.preprocess((value) => value, flag), "no"],
  ["what takes anything first", z.any().pipe(flag), "no"],
])("a coercion is found in %s", (_, schema, value) => {
  expect(() => load(schema, value)).toThrow(/makes true of every string/);
});

test("a list is no other one in a union of objects for its .catch()", () => {
  const schema = z.union([z.object({ a: z.array(z.number()).catch([]) }), z.object({ b: z.null() })]);
  expect(load(schema, { a: "1,2" })).toEqual({ it: { a: [1, 2] } });
});

test("and names the place of what a catchall has taken, which may be a secret", () => {
  const schema = z.object({ a: word }).catchall(flag);
  expect(() => load(schema, { hunter2: "no" })).toThrow(/ it\.\* +reads as false/);
  const needed = z.object({ a: z.string() }).catchall(flag);
  expect(problemsOf(() => load(needed, { hunter2: "no" }))).toHaveLength(2);
  expect(load(z.looseRecord(z.string().regex(/^b/), flag), { a: "no" })).toEqual({ it: { a: "no" } });
});

test.each<[schema: z.ZodType, value: unknown, expected: unknown]>([
  [z.coerce.boolean(), "true", true],
  [z.coerce.boolean(), "anything", true],
  [z.coerce.boolean(), 0, false],
  [z.coerce.number(), "5", 5],
  [z.coerce.number(), null, 0],
  [z.coerce.date(), "2026-01-01", new Date("2026-01-01")],
  [z.coerce.string(), "", ""],
  [z.string().pipe(z.coerce.number()), "5", 5],
  [
    z
      .string()
      .transform((text) => (text === "no" ? "" : text))
      .pipe(z.coerce.boolean()),
    "no",
    false,
  ],
  [z.stringbool(), "false", false],
])("%# is as zod has it", (schema, value, expected) => {
  expect(load(schema, value)).toEqual({ it: expected });
});

test("a message that the schema has for another type, or for none, is shown", () => {
  const schema = z.object({
    port: z.number("give a port, like 8080"),
    host: z.string({ error: "give a host" }),
  });
  const sources = [env({ from: { PORT: "abc" } })];
  const problems = problemsOf(() => loadConfigSync({ schema, sources }));
  expect(problems).toEqual(["port: give a port, like 8080", "host: missing: give a host"]);
  const made = z.object({ port: z.number({ error: ({ input }) => `not ${String(input)}` }) });
  expect(problemsOf(() => loadConfigSync({ schema: made, sources }))).toEqual([
    "port: expected a number, but the string is not one",
  ]);
});

function problemsOf(run: () => unknown): string[] {
  try {
    run();
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
  }
}
