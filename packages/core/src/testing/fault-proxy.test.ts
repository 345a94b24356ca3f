import { once } from "node:events";
import { createServer, type Server } from "node:http";
import { type AddressInfo, connect } from "node:net";

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
  ["throttled", 429, ""],
  ["unavailable", 503, ""],
  ["html404", 404, "<html><h1>404 Not Found</h1></html>"],
  ["html502", 502, "<html><h1>502 Bad Gateway</h1></html>"],
] as const)("answers %s in the server's place", async (fault, status, body) => {
  proxy.set(faults[fault]);
  const response = await fetch(proxy.url);
  expect(response.status).toBe(status);
  expect(response.headers.get("retry-after")).toBe(status === 429 ? "1" : null);
  expect(response.headers.get("content-type")).toBe(body === "" ? null : "text/html");
  expect(await response.text()).toBe(body);
});

/** All that comes back for these bytes, until the connection ends. */
async function answerTo(sent: string): Promise<string> {
  const socket = connect(proxy.port, "127.0.0.1").setEncoding("utf8");
  socket.write(sent);
  let answer = "";
  for await (const chunk of socket) answer += String(chunk);
  return answer;
}

const REQUEST = "GET / HTTP/1.1\r\nhost: h.example\r\nconnection: close\r\n\r\n";

test("an answer in the server's place is HTTP, to the byte, and the connection ends behind it", async () => {
  proxy.set({ kind: "answer", status: 418, headers: { "x-pot": "tea" }, body: "é!" });
  expect(await answerTo(REQUEST)).toBe(
    "HTTP/1.1 418 Fault\r\nx-pot: tea\r\ncontent-length: 3\r\nconnection: close\r\n\r\né!",
  );
});

test.each([1, 60, 400])(
  "cuts an answer behind its first %i bytes, wherever a chunk ends",
  async (afterBytes) => {
    const whole = await answerTo(REQUEST);
    proxy.set({ kind: "cut", afterBytes });
    const cut = await answerTo(REQUEST);
    expect(cut).toHaveLength(afterBytes);
    // The head holds the time.
    expect(cut.replace(/date: .*/i, "")).toBe(whole.slice(0, afterBytes).replace(/date: .*/i, ""));
  },
);

test("counts each connection that sent something, whatever happened to it", async () => {
  const silent = connect(proxy.port, "127.0.0.1");
  await once(silent, "connect");
  expect(proxy.requests).toBe(0);
  silent.destroy();
  for (const fault of [faults.throttled, faults.unavailable, faults.none]) {
    proxy.set(fault);
    await answerTo(REQUEST);
  }
  expect(proxy.requests).toBe(3);
});

test("another fault ends the connections that are open, and so does the proxy's end", async () => {
  proxy.set(faults.hang);
  const ends = [() => proxy.set(faults.hang), () => void proxy.close()];
  for (const [index, end] of ends.entries()) {
    const socket = connect(proxy.port, "127.0.0.1");
    socket.write(REQUEST);
    await expect.poll(() => proxy.requests).toBe(index + 1);
    const closed = once(socket.resume(), "close");
    end();
    await closed;
  }
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
