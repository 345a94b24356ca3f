import { once } from "node:events";
import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { inspect } from "node:util";

import { Secret } from "@confide/core";
import { getOutcome, getOutcomes, SourceError } from "@confide/core/adapter";
import { afterEach, describe, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import { hashicorpVault, tokenAuth } from "./index.ts";
import { fetchExchange, transport } from "./transport.ts";

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

test("numbers that JavaScript can't hold come out as they went in, through a write too", async () => {
  const own =
    '"id":12345678901234567890,"rate":0.12345678901234567891,"far":1e400,"deep":[{"n":-98765432109876543210}],"port":5432';
  const sent: string[] = [];
  const url = await serve((request, response) => {
    request.on("data", (chunk: Buffer) => sent.push(String(chunk)));
    const data = request.url?.includes("pending")
      ? `{${own},"confide:becomes":"2","confide:put":"k"}`
      : `{${own}}`;
    response.end(
      `{"data":{"data":${data},"metadata":{"version":1,"created_time":"2026-01-01T00:00:00Z"},"current_version":1,"versions":{}}}`,
    );
  });
  const store = storeAt(url);
  const { value } = await store.get({ name: "app" }, context());
  expect(value.reveal()).toBe(`{${own}}`);
  await store.promote("app", "2", { expectCurrent: "1" }, context());
  expect(sent.join()).toContain(own);
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
  [404, "<html>404 Not Found nginx</html>", "malformed"],
  [404, "default backend - 404", "malformed"],
  [404, "", "malformed"],
  [404, { message: "no Route matched with those values" }, "malformed"],
  [404, { errors: ["namespace not found"] }, "invalid-ref"],
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

const stored = (metadata: object) => ({
  data: { data: { a: VALUE }, metadata: { version: 3, ...metadata } },
});

test("a version that was not asked for, and one that is gone, are no answer", async () => {
  const answers = [
    stored({ version: 7 }),
    stored({ destroyed: true }),
    stored({ deletion_time: "2026-01-01T00:00:00Z" }),
    stored({ deletion_time: "2999-01-01T00:00:00Z" }),
  ];
  const url = await serve((_request, response) => response.end(JSON.stringify(answers.shift())));
  const read = async () => getOutcome(storeAt(url), { name: "app", version: "3" }, context());
  const found = [await read(), await read(), await read()];
  expect(found.map(({ error }) => error?.reason)).toEqual(["malformed", "destroyed", "disabled"]);
  // Where the engine deletes versions after a time, it says when.
  expect((await read()).value?.expiresAt).toEqual(new Date("2999-01-01T00:00:00Z"));
});

test("nobody listens", async () => {
  const url = await serve(() => {});
  await new Promise((resolve) => servers.pop()?.close(resolve));
  const error = await failureAt(url);
  expect(error.reason).toBe("unavailable");
  expect(error.message).toBe(
    "no answer from vault: secret/data/app: nothing listens at that address (ECONNREFUSED)",
  );
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
  expect(seen[0]).toBe("/v1/secret/data/a%20b/%C3%BC%3Fx%3D1%23y/%26%23x2F%3B%252e%252e");
});

test.for(["../other", "a/./b", "a//b", "/a", "a/", "a\nb", " a"])(
  "%j is refused before any call",
  async (name) => {
    const outcome = await getOutcome(storeAt("http://127.0.0.1:1"), { name }, context());
    expect(outcome?.error?.reason).toBe("invalid-ref");
  },
);

describe("the transport", () => {
  const uri = "https://vault.example/v1/secret/data/app?version=1";

  function sending(answer: () => Response, maxAnswerBytes?: number) {
    const fetched = vi.fn<typeof globalThis.fetch>(async () => answer());
    const send = transport(fetchExchange(fetched), { maxAnswerBytes }).defaults();
    return { fetched, send: async (more: object = {}) => send({ method: "GET", uri, ...more }) };
  }

  test("gives status, body and path", async () => {
    const { send } = sending(() => Response.json({ a: 1 }));
    expect(await send()).toEqual({
      statusCode: 200,
      body: { a: 1 },
      request: { path: "/v1/secret/data/app" },
    });
    const { send: empty } = sending(() => new Response(null, { status: 204 }));
    expect(await empty()).toMatchObject({ statusCode: 204, body: undefined });
  });

  test("sends a body as JSON, and none where node-vault says so", async () => {
    const { send, fetched } = sending(() => Response.json({}));
    await send({ json: { a: 1 }, headers: { "x-a": "b" } });
    await send({ json: true, headers: { "x-a": "b" } });
    await send({ json: null });
    await send({ json: {}, headers: { "content-type": "application/merge-patch+json" } });
    const sent = fetched.mock.calls.map(([, init]) => init);
    expect(sent[0]).toEqual({
      method: "GET",
      redirect: "manual",
      headers: { "content-type": "application/json", "x-a": "b" },
      body: '{"a":1}',
    });
    expect(sent[1]).toEqual({ method: "GET", redirect: "manual", headers: { "x-a": "b" } });
    expect(sent[2]).toEqual({ method: "GET", redirect: "manual", headers: {} });
    expect(sent[3]?.headers).toEqual({ "content-type": "application/merge-patch+json" });
  });

  test("reads an answer up to its limit to the byte, however it says its length", async () => {
    const body = JSON.stringify("x".repeat(8));
    const parts = () =>
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const part of [body.slice(0, 5), body.slice(5)]) controller.enqueue(Buffer.from(part));
          controller.close();
        },
      });
    const length = { headers: { "content-length": "10" } };
    for (const answer of [() => new Response(parts()), () => new Response(body, length)]) {
      expect(await sending(answer, 10).send()).toMatchObject({ body: "x".repeat(8) });
      await expect(sending(answer, 9).send()).rejects.toMatchObject({ code: "ETOOLARGE" });
    }
  });

  test("doesn't read an answer that says it is too long", async () => {
    const cancel = vi.fn<() => void>();
    const body = new ReadableStream({ cancel });
    const { send } = sending(() => new Response(body, { headers: { "content-length": "11" } }), 10);
    await expect(send()).rejects.toMatchObject({ code: "ETOOLARGE" });
    expect(cancel).toHaveBeenCalledTimes(1);
  });

  test("reads 4 MiB where nobody says otherwise", async () => {
    const mostBytes = 4 * 1024 * 1024;
    const text = (length: number) => () => new Response(`"${"x".repeat(length - 2)}"`);
    await sending(text(mostBytes)).send();
    await expect(sending(text(mostBytes + 1)).send()).rejects.toMatchObject({ code: "ETOOLARGE" });
  });

  test("joins letters that are cut between two parts, and shows an end that is missing", async () => {
    const bytes = Buffer.from('"ü"');
    const parts =
      (...cut: Buffer[]) =>
      () =>
        new Response(ReadableStream.from(cut) as ReadableStream<Uint8Array>);
    expect(await sending(parts(bytes.subarray(0, 2), bytes.subarray(2))).send()).toMatchObject({ body: "ü" });
    const cut = sending(parts(bytes.subarray(0, 2)));
    await expect(cut.send()).rejects.toMatchObject({ code: "EBADJSON" });
  });

  test.each([
    [Object.assign(new TypeError("fetch failed"), { cause: { code: "ECONNRESET" } }), "ECONNRESET"],
    [new DOMException("ended", "TimeoutError"), "TimeoutError"],
    [Object.assign(new Error(), { cause: { code: 7 } }), "EUNKNOWN"],
    ["a text", "EUNKNOWN"],
  ])("says what the network said (%s)", async (error, code) => {
    const fetched = vi.fn<typeof globalThis.fetch>().mockRejectedValue(error);
    const send = transport(fetchExchange(fetched)).defaults();
    await expect(send({ method: "GET", uri })).rejects.toMatchObject({ name: "NoAnswerError", code });
  });
});
