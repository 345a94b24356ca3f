import { readFileSync } from "node:fs";
import { join } from "node:path";

import { env, envExample, loadConfig, memory, Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import definition, { schema } from "./confide.config.ts";
import { deployment, deployments } from "./deployments.ts";
import { addConfigMatchers } from "./matchers.ts";

addConfigMatchers();

const password = "made-up-and-long";

describe.each(deployments)("%s", (name) => {
  test("would start with what is in the repository", async () => {
    await expect(deployment(name)).toStart();
  });
});

test.each([
  ["publicUrl", { PUBLIC_URL: "http://shop.example" }],
  ["database.host", { PUBLIC_URL: "https://shop.example" }],
  ["database.poolSize", { DATABASE_POOL_SIZE: "51" }],
  ["database.password", { DATABASE_PASSWORD: "too-short" }],
])("%s is checked", async (setting, from) => {
  await expect({ schema, sources: [env({ from })] }).toHaveProblemAt(setting);
});

test("a failing matcher names the setting, and no value", async () => {
  const from = { PUBLIC_URL: "https://shop.example", DATABASE_HOST: "db", DATABASE_PASSWORD: "too-short" };
  const failing = expect({ schema, sources: [env({ from })] }).toStart();
  await expect(failing).rejects.toThrow(/database\.password \(secret\) +expected at least 12 characters/);
  await expect(failing).rejects.not.toThrow("too-short");
});

test("secrets are compared by content", async () => {
  const values = { publicUrl: "https://shop.example", database: { host: "db", password } };
  const config = await loadConfig({ schema, sources: [memory(values)] });
  expect(config.database).toEqual({ host: "db", poolSize: 10, password: new Secret(password) });
  expect(config.database).not.toEqual({ host: "db", poolSize: 10, password: new Secret("another-one") });
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definition));
});
