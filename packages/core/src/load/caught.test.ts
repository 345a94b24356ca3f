import { expect, test } from "vitest";
import * as z from "zod";

import type { Warning } from "../model/warning.ts";
import { secret } from "../schema/secret-schema.ts";
import { env } from "../sources/env.ts";
import { loadConfigSync } from "./load.ts";

function load(type: z.ZodType, from: Readonly<Record<string, string>>) {
  const warnings: Warning[] = [];
  const definition = { schema: z.object({ it: type }), sources: [env({ from })] };
  const { it } = loadConfigSync(definition, { onWarning: (warning) => void warnings.push(warning) });
  return { it, warnings };
}

test.each([
  ["a value of another type", z.number().catch(5), "x"],
  ["a value that a check refuses", z.int().max(9).catch(5), "10"],
  ["within wrappers", z.number().catch(5).optional().readonly(), "x"],
])("%s that .catch() replaces is a warning", (_, type, text) => {
  expect(load(type, { IT: text })).toEqual({
    it: 5,
    warnings: [
      {
        kind: "doubt",
        path: ["it"],
        message: "it doesn't fit its schema, and .catch() has replaced it",
        origin: { source: "env", location: "IT" },
        fix: "correct it, or take it out",
      },
    ],
  });
});

test("and so is a secret's, without the value", () => {
  const { warnings } = load(secret(z.string().min(9).catch("the default")), { IT: "canary-7" });
  expect(warnings).toHaveLength(1);
  expect(JSON.stringify(warnings)).not.toContain("canary-7");
});

test("and a group's, at the first place that it came from", () => {
  const group = z.object({ host: z.string(), port: z.number().max(9) }).catch({ host: "h", port: 1 });
  const { it, warnings } = load(group, { IT_HOST: "a", IT_PORT: "10" });
  expect(it).toEqual({ host: "h", port: 1 });
  expect(warnings).toMatchObject([{ path: ["it"], origin: { location: "IT_HOST" } }]);
});

test.each([
  ["null that a setting around it takes", z.number().catch(5).nullable(), { IT: "null" }, null],
  ["a group that fits", z.object({ a: z.number() }).catch({ a: 1 }), { IT_A: "2" }, { a: 2 }],
  ["a value that fits", z.number().catch(5), { IT: "7" }, 7],
  ["no value", z.number().catch(5), {}, 5],
])("%s is none", (_, type, from, it) => {
  expect(load(type, from)).toEqual({ it, warnings: [] });
});
