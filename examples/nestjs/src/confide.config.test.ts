import { readFileSync } from "node:fs";
import { join } from "node:path";

import { checkConfig, env, envExample } from "@confide/core";
import { expect, test } from "vitest";

import { definition } from "./confide.config.ts";

test("doesn't start with a short key, and says so without it", async () => {
  const sources = [env({ from: { RATES_API_KEY: "too-short", PORT: "80a" } })];
  const problems = await checkConfig({ ...definition, sources });
  expect(problems.map(({ path }) => path.join("."))).toEqual(["port", "rates.apiKey"]);
  expect(JSON.stringify(problems)).not.toContain("too-short");
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, "..", ".env.example"), "utf8");
  expect(text).toBe(envExample(definition));
});
