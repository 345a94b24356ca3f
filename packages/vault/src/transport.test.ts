import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import { Secret } from "@confide/core";
import { getOutcome, getOutcomes, SourceError } from "@confide/core/adapter";
import { afterEach, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import { hashicorpVault, tokenAuth } from "./index.ts";

const TOKEN = "s.canary-token-77aa";
const VALUE = "canary-value-41bd";
const servers: Server[] = [];

afterEach(() => {
  vi.unstubAllEnvs();
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

async function serve(listener: RequestListener): Promise<string> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  servers.push(server);
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

function storeAt(address: string) {
  return hashicorpVault({ address, auth: tokenAuth(TOKEN), kvVersion: 2 });
}

async function failureAt(address: string): Promise<SourceError> {
  const outcome = await getOutcome(storeAt(address), { name: "app" }, context());
  const error = outcome?.error;
  if (!(error instanceof SourceError)) throw new Error("the read should have failed");
  const shown = inspect(error, { depth: 9, showHidden: true }) + JSON.stringify(error);
  expect(shown).not.toContain(TOKEN);
  expect(shown).not.toContain(VALUE);
  return error;
}

test("a redirect is not followed: the token would go along", async () => {
  const elsewhere = vi.fn<RequestListener>((_request, response) => void response.end("{}"));
  const target = await serve(elsewhere);
  const url = await serve((_request, response) => response.writeHead(307, { location: target }).end());
  const error = await failureAt(url);
  expect(error.reason).toBe("unavailable");
  expect(error.message).toContain("redirect");
  expect(elsewhere).not.toHaveBeenCalled();
});

test("how long to wait is kept, in seconds or as a date", async () => {
  for (const header of ["7", new Date(Date.now() + 7_000).toUTCString()]) {
    const url = await serve((_request, response) => response.writeHead(429, { "retry-after": header }).end());
    const { reason, retryAfterMs = 0 } = await failureAt(url);
    expect(reason).toBe("throttled");
    expect(retryAfterMs).toBeGreaterThan(5_000);
    expect(retryAfterMs).toBeLessThanOrEqual(7_000);
  }
});

test.for([
  [400, { errors: [`can't parse ${VALUE}`] }, "unknown"],
  [400, { errors: ["missing client token"] }, "unauthenticated"],
  [403, { errors: ["permission denied"] }, "unauthenticated"],
  [403, { errors: ["1 error occurred:\n\t* permission denied\n\n"] }, "denied"],
  [404, { errors: [] }, "not-found"],
  [404, { data: { data: null, metadata: { destroyed: true, deletion_time: "" } } }, "destroyed"],
  [404, { data: { data: null, metadata: { destroyed: false, deletion_time: "2026-01-01" } } }, "disabled"],
  [404, { errors: ['no handler for route "secret/data/app". route entry not found.'] }, "invalid-ref"],
  [404, { data: null, warnings: ["Invalid path for a versioned K/V secrets engine."] }, "invalid-ref"],
  [412, { errors: [] }, "unavailable"],
  [413, { errors: [] }, "too-large"],
  [500, { errors: ["internal error"] }, "unavailable"],
  [502, "<html>bad gateway</html>", "unavailable"],
  [503, { errors: ["Vault is sealed"] }, "unavailable"],
  [200, `<html>${VALUE}</html>`, "malformed"],
  [200, { data: VALUE }, "malformed"],
  [200, { data: { data: { a: VALUE } } }, "malformed"],
  [200, [VALUE], "malformed"],
] as const)("HTTP %i with %j is %s", async ([status, body, reason]) => {
  const text = typeof body === "string" ? body : JSON.stringify(body);
  const url = await serve((_request, response) => response.writeHead(status).end(text));
  expect((await failureAt(url)).reason).toBe(reason);
});

test("nobody listens", async () => {
  const url = await serve(() => {});
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const error = await failureAt(url);
  expect(error.reason).toBe("unavailable");
  expect(error.message).toBe("no answer from vault: secret/data/app (ECONNREFUSED)");
});

test("a failed write shows neither its value nor the token", async () => {
  const url = await serve((request) => request.socket.destroy());
  const options = { idempotencyKey: "1", stage: "current" } as const;
  const error: unknown = await storeAt(url)
    .put("app", new Secret(VALUE), options, context())
    .catch((caught: unknown) => caught);
  expect(error).toBeInstanceOf(SourceError);
  expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(/canary/);
});

test("node-vault prints nothing where DEBUG asks it to, and reads no other environment", async () => {
  vi.stubEnv("DEBUG", "*");
  vi.stubEnv("VAULT_TOKEN", "s.of-the-environment");
  const write = vi.spyOn(process.stderr, "write").mockReturnValue(true);
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push(request.headers["x-vault-token"]);
    response.end(JSON.stringify({ data: { data: { a: VALUE }, metadata: { version: 1 } } }));
  });
  const outcome = await getOutcome(storeAt(url), { name: "app" }, context());
  expect(outcome?.value?.value.reveal()).toContain(VALUE);
  expect(write.mock.calls.join("")).not.toMatch(/canary/);
  expect(seen).toEqual([TOKEN]);
  write.mockRestore();
});

test("names are encoded part by part", async () => {
  const seen: unknown[] = [];
  const url = await serve((request, response) => {
    seen.push(request.url);
    response.writeHead(404).end(`{"errors":[]}`);
  });
  await getOutcomes(storeAt(url), [{ name: "a b/ü?x=1#y/&#x2F;%2e%2e" }], context());
  expect(seen).toEqual(["/v1/secret/data/a%20b/%C3%BC%3Fx%3D1%23y/%26%23x2F%3B%252e%252e"]);
});

test.for(["../other", "a/./b", "a//b", "/a", "a/", "a\nb", " a"])(
  "%j is refused before any call",
  async (name) => {
    const outcome = await getOutcome(storeAt("http://127.0.0.1:1"), { name }, context());
    expect(outcome?.error?.reason).toBe("invalid-ref");
  },
);
