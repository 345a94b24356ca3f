import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import { loadConfig, memory } from "@confide/core";
import type { INestApplication } from "@nestjs/common";
import { Test } from "@nestjs/testing";
import { afterAll, beforeAll, expect, test } from "vitest";

import { AppModule } from "./app.module.ts";
import { definition } from "./confide.config.ts";
import { Config } from "./confide.module.ts";
import { RatesService } from "./rates.service.ts";

const apiKey = "made-up-for-the-tests";
let app: INestApplication | undefined;

/** The vendor: it knows one currency, for a caller with the key. */
const vendor = createServer(({ url, headers }, response) => {
  const isKnown = url === "/v1/rates/CHF" && headers.authorization === `Bearer ${apiKey}`;
  response.writeHead(isKnown ? 200 : 404, { "content-type": "application/json" }).end('{"rate":0.9}');
});

beforeAll(async () => {
  vendor.listen(0, "127.0.0.1");
  await once(vendor, "listening");
  const url = `http://127.0.0.1:${(vendor.address() as AddressInfo).port}`;
  const sources = [memory({ rates: { url, apiKey } })];
  const module = await Test.createTestingModule({ imports: [AppModule] })
    .overrideProvider(Config)
    .useFactory({ factory: async () => loadConfig({ ...definition, sources }) })
    .compile();
  app = module.createNestApplication();
  await app.listen(0, "127.0.0.1");
});
afterAll(async () => {
  await app?.close();
  vendor.close();
});

async function get(path: string): Promise<[number, unknown]> {
  const answer = await fetch(new URL(path, await app?.getUrl()));
  return [answer.status, await answer.json()];
}

test("asks the vendor with the key", async () => {
  expect(await get("/rates/CHF")).toEqual([200, { currency: "CHF", rate: 0.9 }]);
  expect(await get("/rates/XYZ")).toEqual([
    502,
    { statusCode: 502, error: "Bad Gateway", message: "the vendor answered 404" },
  ]);
});

test("a service that is printed shows the name of its secret", () => {
  const printed = inspect(app?.get(RatesService), { depth: null });
  expect(printed).toContain("[secret rates.apiKey]");
  expect(printed).not.toContain(apiKey);
});
