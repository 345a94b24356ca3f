import { expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import { runsAsync, runsCode } from "./code.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { secret } from "./secret-schema.ts";
import { memory } from "./sources/memory.ts";

const itself: z.ZodType = z.lazy(() => z.object({ below: itself.optional() }));

test.each([
  [
    "texts, numbers, dates",
    z.object({ a: z.string().min(2), b: z.coerce.number().int(), c: z.date().optional() }),
  ],
  ["formats", z.object({ a: z.url(), b: z.email(), c: z.iso.datetime(), d: z.uuid() })],
  ["secrets", z.object({ a: secret(z.string().min(12)), b: secret(z.array(z.string())).optional() })],
  ["zod/mini", mini.object({ a: secret(mini.string().check(mini.minLength(2))) })],
  [
    "lists, records, unions",
    z.object({ a: z.array(z.enum(["x"])), b: z.record(z.string(), z.union([z.int(), z.null()])) }),
  ],
  ["what trims", z.string().trim().toLowerCase()],
  ["defaults", z.string().default("a").catch("b")],
  ["what holds itself", itself],
])("%s call no function of the user's", (_, schema) => {
  expect(runsCode(schema)).toBe(false);
});

test.each([
  ["a refinement", z.string().refine(async () => true)],
  ["a check", mini.string().check(mini.refine(() => true))],
  ["superRefine", z.string().superRefine(() => undefined)],
  ["a transform", z.string().transform((text) => text)],
  ["preprocess", z.preprocess((text) => text, z.string())],
  ["a codec", z.codec(z.string(), z.number(), { decode: Number, encode: String })],
  ["custom", z.custom<string>(() => true)],
  ["instanceof", z.instanceof(URL)],
  ["a format of one's own", z.stringFormat("own", () => true)],
  [
    "a check of a property",
    z.string().check(
      z.property(
        "length",
        z.number().refine(() => true),
      ),
    ),
  ],
  ["a promise", z.promise(z.string())],
  ["one deep inside", z.object({ a: z.array(z.lazy(() => z.tuple([z.string().refine(() => true)]))) })],
  ["one behind secret()", secret(z.string().refine(() => true))],
  ["one in a catchall", z.object({}).catchall(z.string().refine(() => true))],
])("%s is a function of the user's", (_, schema) => {
  expect(runsCode(schema)).toBe(true);
});

const fail = async (value: string): Promise<never> => {
  throw new Error(value);
};

const asynchronous: readonly (readonly [string, z.ZodType])[] = [
  ["a transform", z.string().transform(fail)],
  ["a refinement", z.string().refine(fail)],
  ["a preprocess", z.preprocess(async (value) => fail(String(value)), z.string())],
  ["a custom schema", z.custom<string>(async (value) => fail(String(value)))],
  ["one deep inside", z.array(z.tuple([secret(z.string().transform(fail))]))],
];

test.each(asynchronous)("%s that is asynchronous is known as one", (_, schema) => {
  expect(runsAsync(schema)).toBe(true);
});

test.each(asynchronous)("%s that is asynchronous is not run where nobody waits for it", async (_, schema) => {
  const heard: unknown[] = [];
  const hear = (reason: unknown) => void heard.push(reason);
  process.on("unhandledRejection", hear);
  const value = schema instanceof z.ZodArray ? [["made-up"]] : "made-up";
  for (const setting of [schema, z.union([schema, z.literal(false)])]) {
    const sources = [memory({ a: value })];
    const load = () => loadConfigSync({ schema: z.object({ a: setting }), sources });
    expect(load).toThrow("has an asynchronous check: load it with loadConfig");
    await expect(loadConfig({ schema: z.object({ a: setting }), sources })).rejects.toThrow("1 problem");
  }
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", hear);
  expect(heard).toEqual([]);
});

test("what isn't asynchronous is known too", () => {
  expect(runsAsync(z.string().refine(() => true))).toBe(false);
  expect(runsAsync(itself)).toBe(false);
});
