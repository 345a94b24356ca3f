import { expect, test } from "vitest";
import * as z from "zod";

import type { SyncSource } from "../contract/source.ts";
import type { Warning } from "../model/warning.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { loadConfigSync } from "./load.ts";

function loaded(g: z.ZodType, source: SyncSource) {
  const warnings: Warning[] = [];
  const config = loadConfigSync(
    { schema: z.object({ g }), sources: [source] },
    { onWarning: (warning) => void warnings.push(warning) },
  );
  return { g: config.g, warnings: warnings.map(({ message }) => message) };
}

const number = z.object({ a: z.number(), b: z.string().optional() });
const text = z.object({ a: z.string(), c: z.string() });

test("a setting of another form than the first that takes the decoded values is left out with a warning", () => {
  const message = "g.c is set, but another form of g takes the values, and has no such setting";
  for (const source of [env({ from: { G_A: "5", G_C: "x" } }), memory({ g: { a: "5", c: "x" } })])
    expect(loaded(z.union([number, text]), source)).toEqual({ g: { a: 5 }, warnings: [message] });
  // As zod does with these strings, as no number is wanted.
  const strings = z.union([z.object({ a: z.string() }), text]);
  expect(strings.parse({ a: "5", c: "x" })).toEqual({ a: "5" });
  expect(loaded(strings, memory({ g: { a: "5", c: "x" } }))).toEqual({ g: { a: "5" }, warnings: [message] });
});

test.each<[name: string, schema: z.ZodType, value: object]>([
  ["the form that has all of it comes first", z.union([text, number]), { a: "5", c: "x" }],
  ["the form takes every name", z.union([z.looseObject({ a: z.string() }), text]), { a: "5", c: "x" }],
  ["a string suits the second form only", z.union([number, text]), { a: "five", c: "x" }],
  [
    "a discriminator names the form",
    z.discriminatedUnion("k", [text.extend({ k: z.literal("t") }), number.extend({ k: z.literal("n") })]),
    { k: "t", a: "5", c: "x" },
  ],
])("and nothing is where %s", (_, schema, value) => {
  expect(loaded(schema, memory({ g: value }))).toEqual({ g: value, warnings: [] });
});

/** A union of objects takes strings in the order of docs/decoding.md, where zod alone would leave every one a string. */
test.each<[first: z.ZodType, string: string, value: unknown]>([
  [z.number(), "5", 5],
  [z.number(), "005", "005"],
  [z.number(), "1e3", "1e3"],
  [z.boolean(), "true", true],
  [z.boolean(), "yes", "yes"],
  [z.null(), "null", null],
  [z.number().max(3), "5", "5"],
  [z.array(z.string()), "a,b", "a,b"],
  [z.array(z.string()), '["a","b"]', ["a", "b"]],
])("%# is what the string spells exactly, else the string", (first, string, value) => {
  const schema = z.union([z.object({ a: first }), z.object({ a: z.string() })]);
  expect(schema.parse({ a: string })).toEqual({ a: string });
  for (const source of [env({ from: { G_A: string } }), memory({ g: { a: string } })])
    expect(loaded(schema, source)).toEqual({ g: { a: value }, warnings: [] });
});
