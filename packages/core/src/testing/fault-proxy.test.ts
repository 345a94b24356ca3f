import { once } from "node:events";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";

import { afterEach, beforeEach, expect, test } from "vitest";

import { type FaultProxy, faultProxy, faults } from "./fault-proxy.ts";

let server: Server;
let proxy: FaultProxy;

beforeEach(async () => {
  server = createServer((_, response) => response.end("x".repeat(1000))).listen(0, "127.0.0.1");
  await once(server, "listening");
  proxy = await faultProxy(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterEach(async () => {
  await proxy.close();
  server.close();
});

test("passes everything on without a fault", async () => {
  expect(await (await fetch(proxy.url)).text()).toHaveLength(1000);
  expect(proxy.requests).toBe(1);
});

test.each([
  ["throttled", 429],
  ["unavailable", 503],
  ["html502", 502],
] as const)("answers %s in the server's place", async (fault, status) => {
  proxy.set(faults[fault]);
  const response = await fetch(proxy.url);
  expect(response.status).toBe(status);
  expect(response.headers.get("retry-after")).toBe(status === 429 ? "1" : null);
});

test("resets, and cuts an answer in its middle", async () => {
  proxy.set(faults.reset);
  await expect(fetch(proxy.url)).rejects.toThrow("fetch failed");
  proxy.set({ kind: "cut", afterBytes: 400 });
  await expect(fetch(proxy.url).then((response) => response.text())).rejects.toThrow("terminated");
});

test("never answers while it hangs", async () => {
  proxy.set(faults.hang);
  await expect(fetch(proxy.url, { signal: AbortSignal.timeout(200) })).rejects.toMatchObject({
    name: "TimeoutError",
  });
});

test("answers late", async () => {
  proxy.set({ kind: "delay", delayMs: 100 });
  const startMs = performance.now();
  await (await fetch(proxy.url)).text();
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(95);
});
