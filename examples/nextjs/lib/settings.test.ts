import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { checkConfig, defineConfig, env, envExample, loadConfig, memory } from "@confide/core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { definition } from "./confide.config.ts";
import { subscribe } from "./newsletter.ts";
import { publicSchema } from "./public-config.ts";

const apiKey = "made-up-for-the-tests";

/** The vendor: it takes an address from a caller with the key. */
const vendor = createServer(({ url, headers }, response) => {
  const isKnown = url === "/v1/subscribers" && headers.authorization === `Bearer ${apiKey}`;
  response.writeHead(isKnown ? 201 : 401).end();
});

beforeAll(async () => {
  vendor.listen(0, "127.0.0.1");
  await once(vendor, "listening");
});
afterAll(() => vendor.close());

async function configWith(key: string) {
  const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  return loadConfig({ ...definition, sources: [memory({ newsletter: { url, apiKey: key } })] });
}

test("asks the vendor with the key", async () => {
  expect(await subscribe("ada@site.example", await configWith(apiKey))).toBe(true);
  expect(await subscribe("ada@site.example", await configWith("another-made-up-key"))).toBe(false);
});

test("doesn't start with a short key, and says so without it", async () => {
  const sources = [env({ from: { NEWSLETTER_API_KEY: "too-short" } })];
  const problems = await checkConfig({ ...definition, sources });
  expect(problems.map(({ path }) => path.join("."))).toEqual(["newsletter.apiKey"]);
  expect(JSON.stringify(problems)).not.toContain("too-short");
});

test("is described by .env.example, the public settings too", () => {
  const schema = definition.schema.extend({ nextPublic: publicSchema });
  const text = readFileSync(join(import.meta.dirname, "..", ".env.example"), "utf8");
  expect(text).toBe(envExample(defineConfig({ schema, sources: definition.sources })));
});
