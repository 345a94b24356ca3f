import { expect, test } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import { runsCode } from "./code.ts";
import { secret } from "./secret-schema.ts";

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
