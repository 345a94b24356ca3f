import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { envExample, loadConfig, memory } from "@confide/core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createApp } from "./app.ts";
import { definition } from "./confide.config.ts";

const apiKey = "made-up/for+the=tests";

/** The vendor: it knows one payment, for who has the key. */
const vendor = createServer(({ url, headers }, response) => {
  const isKnown = url === "/v1/payments/1" && headers.authorization === `Bearer ${apiKey}`;
  response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" }).end('{"amount":10}');
});

beforeAll(async () => {
  vendor.listen(0, "127.0.0.1");
  await once(vendor, "listening");
});
afterAll(() => vendor.close());

async function appWithLog() {
  const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const values = { logLevel: "debug", payments: { url, apiKey } };
  const config = await loadConfig({ ...definition, sources: [memory(values)] });
  const lines: string[] = [];
  return { app: createApp(config, { write: (line) => void lines.push(line) }), lines };
}

test("asks the vendor with the key, and logs its name", async () => {
  const { app, lines } = await appWithLog();
  const answer = await app.inject("/payments/1");
  expect([answer.statusCode, answer.json()]).toEqual([200, { amount: 10 }]);
  expect(lines.join("")).toContain('"authorization":"Bearer [secret payments.apiKey]"');
  expect(lines.join("")).not.toContain(apiKey);
});

test("an error that quotes the key is logged and answered without it, in any encoding", async () => {
  const { app, lines } = await appWithLog();
  const answer = await app.inject(`/payments/${encodeURIComponent(apiKey)}`);
  expect(answer.statusCode).toBe(500);
  expect(answer.json()).toMatchObject({ message: "the vendor refused Bearer [secret payments.apiKey]: 404" });
  const printed = lines.join("") + answer.body;
  for (const form of [apiKey, encodeURIComponent(apiKey), btoa(apiKey)]) expect(printed).not.toContain(form);
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definition));
});
