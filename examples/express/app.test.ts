import { createHmac } from "node:crypto";
import { once } from "node:events";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

import { loadConfig, memory } from "@confide/core";
import { afterAll, beforeAll, expect, test } from "vitest";

import { createApp } from "./app.ts";
import { definition } from "./confide.config.ts";

const secret = "made-up-for-the-tests";
let server: Server | undefined;
let url = "";

beforeAll(async () => {
  const config = await loadConfig({ ...definition, sources: [memory({ webhook: { secret } })] });
  server = createApp(config).listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => server?.close());

async function send(body: string, signedWith: string): Promise<Response> {
  const signature = `sha256=${createHmac("sha256", signedWith).update(body).digest("hex")}`;
  const headers = { "content-type": "application/json", "x-signature-256": signature };
  return fetch(`${url}/webhook`, { method: "POST", headers, body });
}

test("takes a request that is signed with the secret, and no other", async () => {
  const taken = await send('{"event":"paid"}', secret);
  expect([taken.status, await taken.json()]).toEqual([200, { received: "paid" }]);
  expect((await send('{"event":"paid"}', "another-secret")).status).toBe(401);
});

test("an error that quotes the secret is answered without it", async () => {
  const answer = await send(`not JSON: ${secret}`, secret);
  expect(answer.status).toBe(500);
  const text = await answer.text();
  expect(text).not.toContain(secret);
  expect(text).not.toContain(secret.slice(0, 8));
});
