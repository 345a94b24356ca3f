import { expect, test } from "vitest";
import * as z from "zod";

import { runsAsync } from "./runs-async.ts";
import { loadConfig, loadConfigSync } from "../load/load.ts";
import { secret } from "./secret-schema.ts";
import { memory } from "../sources/memory.ts";

const itself: z.ZodType = z.lazy(() => z.object({ below: itself.optional() }));

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
