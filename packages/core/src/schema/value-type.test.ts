import { expect, test } from "vitest";
import * as z from "zod";

import { kindOf } from "./value-type.ts";

test.each([
  ["z.int()", z.int()],
  ["z.int32()", z.int32()],
  ["z.number().int()", z.number().int()],
  ["a check before .int()", z.number().min(1).int().max(9)],
  ["wrappers around it", z.number().int().optional().default(3)],
])("is an integer by %s", (_, schema) => {
  expect(kindOf(schema)).toEqual({ type: "integer" });
});

test.each([z.number(), z.number().min(1), z.float64()])("is a number otherwise", (schema) => {
  expect(kindOf(schema)).toEqual({ type: "number" });
});
