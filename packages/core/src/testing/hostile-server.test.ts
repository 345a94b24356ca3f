import { afterEach, beforeEach, expect, test } from "vitest";

import { type HostileServer, hostileServer } from "./hostile-server.ts";
import type { Hostility } from "./hostilities.ts";

let server: HostileServer;

beforeEach(async () => void (server = await hostileServer()));
afterEach(async () => server.close());

async function ask(hostility: Hostility, init: RequestInit = {}): Promise<Response> {
  server.set(hostility);
  const headers = { "x-token": "canary", connection: "close" };
  return fetch(`${server.url}/secret`, { redirect: "manual", headers, ...init });
}

async function bytesOf({ body }: Response, most: number): Promise<number> {
  let bytes = 0;
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>)
    if ((bytes += chunk.byteLength) > most) break;
  return bytes;
}

test.each(["endless body", "endless body of a failure", "endless JSON", "endless compressed body"] as const)(
  "%s goes on for longer than any limit",
  async (hostility) => {
    expect(await bytesOf(await ask(hostility), 20_000_000)).toBeGreaterThan(20_000_000);
  },
);

test.each(["reset", "end of the connection", "something else than HTTP", "endless headers"] as const)(
  "%s is no answer",
  async (hostility) => {
    await expect(ask(hostility)).rejects.toThrow("fetch failed");
  },
);

test.each(["half a body", "reset within the body", "compressed bytes that are none"] as const)(
  "%s is no body",
  async (hostility) => {
    const response = await ask(hostility);
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow("terminated");
  },
);

test.each([
  "no answer",
  "a body by the byte",
  "headers by the byte",
  "endless informational answers",
] as const)("%s never ends", async (hostility) => {
  const work = async () => (await ask(hostility, { signal: AbortSignal.timeout(100) })).text();
  await expect(work()).rejects.toMatchObject({ name: "TimeoutError" });
});

test.each(["text", "JSON"])("the request comes back as a failure's %s", async (kind) => {
  const response = await ask(`the request as a failure's ${kind as "text" | "JSON"}`);
  expect(response.status).toBe(400);
  expect(await response.text()).toContain("canary");
});

test("it comes back as headers too", async () => {
  const response = await ask("the request as headers");
  expect(response.headers.get("x-echo-x-token")).toBe("canary");
});

test.each([
  "a redirect elsewhere",
  "a redirect elsewhere with the body",
  "a lasting redirect elsewhere",
] as const)("who follows %s is seen", async (hostility) => {
  expect((await ask(hostility)).headers.get("location")).toMatch(/\/taken$/);
  expect(server.strayed).toEqual([]);
  await ask(hostility, { redirect: "follow" });
  expect(server.strayed.join("\n")).toContain("x-token: canary");
  server.set(hostility);
  expect([server.requests, server.strayed]).toEqual([[], []]);
});

test("requests are kept as they began", async () => {
  await ask("no content");
  expect(server.requests).toEqual([expect.stringMatching(/^GET \/secret HTTP\/1.1\r\n/)]);
});

test("a client that waits for a challenge gets one", async () => {
  const challenging = await hostileServer({ challenge: "Bearer x" });
  challenging.set("HTML");
  const first = await fetch(challenging.url);
  expect([first.status, first.headers.get("www-authenticate")]).toEqual([401, "Bearer x"]);
  const second = await fetch(challenging.url, { headers: { authorization: "Bearer y" } });
  expect(await second.text()).toContain("<html>");
  await challenging.close();
});
