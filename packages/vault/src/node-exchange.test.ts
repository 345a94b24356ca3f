import { once } from "node:events";
import http, { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";

import { Secret } from "@confide/core";
import { afterEach, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import { hashicorpVault, type HashicorpVaultOptions, tokenAuth } from "./index.ts";

const cleanups: (() => void)[] = [];

afterEach(() => {
  vi.restoreAllMocks();
  for (const clean of cleanups.splice(0)) clean();
});

const SECRET = { data: { data: { a: "made-up" }, metadata: { version: 1 } } };

async function vault(seen: (request: IncomingMessage, body: string) => void = () => {}): Promise<string> {
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (chunk) => (body += String(chunk)));
    request.on("end", () => {
      seen(request, body);
      response.end(JSON.stringify(SECRET));
    });
  }).listen(0, "127.0.0.1");
  cleanups.push(() => server.close().closeAllConnections());
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function storeAt(address: string, more: HashicorpVaultOptions = {}) {
  return hashicorpVault({ address, auth: tokenAuth("t"), kvVersion: 2, ...more });
}

test("a call without certificates goes by the process's own agent, which knows its proxy", async () => {
  const [before, own] = [http.globalAgent, new http.Agent({ keepAlive: true })];
  cleanups.push(() => (own.destroy(), (http.globalAgent = before)));
  http.globalAgent = own;
  const connected = vi.spyOn(own, "createConnection");
  const store = storeAt(await vault());
  for (let read = 0; read < 3; read++) await store.get({ name: "app" }, context());
  expect(connected).toHaveBeenCalledTimes(1);
});

test("a body is sent as JSON with its length, and what has no body has no type", async () => {
  const seen: unknown[] = [];
  const address = await vault(({ method, headers }, body) => {
    seen.push([
      method,
      headers["content-type"],
      headers["content-length"],
      headers["transfer-encoding"],
      body,
    ]);
  });
  const store = storeAt(address);
  await store.get({ name: "app" }, context());
  await store.put("app", new Secret("ü"), { idempotencyKey: "k", stage: "current" }, context());
  await store.delete("app", context());
  const put = seen.find((each) => Array.isArray(each) && each[0] === "POST") as string[];
  expect(put[1]).toBe("application/json");
  expect(Number(put[2])).toBe(Buffer.byteLength(put[4] ?? ""));
  expect(put[3]).toBeUndefined();
  const bare = seen.filter((each) => Array.isArray(each) && each[0] !== "POST");
  expect(bare).toContainEqual(["GET", undefined, undefined, undefined, ""]);
  expect(bare).toContainEqual(["DELETE", undefined, undefined, undefined, ""]);
});

test("where the runtime has no such client, fetch takes its place", async () => {
  vi.spyOn(process, "getBuiltinModule").mockReturnValue(undefined);
  const fetched = vi.spyOn(globalThis, "fetch").mockImplementation(async () => Response.json(SECRET));
  const store = storeAt("https://vault.example");
  expect((await store.get({ name: "app" }, context())).value.reveal()).toContain("made-up");
  expect(fetched.mock.calls.map(([url]) => url)).toEqual(["https://vault.example/v1/secret/data/app"]);
});
