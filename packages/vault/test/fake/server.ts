import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

import { Credentials } from "./credentials.ts";
import type { Engine, Request } from "./engine.ts";
import { KvVersion2 } from "./kv.ts";
import { Refusal, refusals } from "./refusal.ts";
import { LOGIN, logins, systemCalls } from "./system.ts";
import { type Token, Tokens } from "./tokens.ts";

/** Vault in this process, as far as a store needs it: strict, and over a socket. `fake.servers.test.ts` holds it against OpenBao. */
export interface FakeVault extends AsyncDisposable {
  readonly url: string;
  readonly token: string;
  readonly tokens: Tokens;
  readonly credentials: Credentials;
  /** Every request, in order: `GET secret/data/prod`. */
  readonly requests: readonly string[];
  sealed: boolean;
  stop(): Promise<void>;
}

export async function fakeVault(): Promise<FakeVault> {
  const [tokens, credentials] = [new Tokens(), new Credentials()];
  const engines = new Map<string, Engine>([["database", credentials]]);
  const quotas = new Map<string, number>();
  const wrapped = new Map<string, object>();
  const requests: string[] = [];

  const state = { tokens, credentials, engines, quotas };
  const [system, open] = [systemCalls(state), logins(state)];

  function answer(request: Request, id: string | undefined): object | undefined {
    const { method, path, query } = request;
    requests.push(`${method} ${path}${query.has("list") ? "?list" : ""}`);
    if (fake.sealed) throw refusals.sealed();
    const free = open[`${method} ${path}`];
    if (free) return free(request, undefined);
    if (id === undefined) throw refusals.badToken();
    if (path === "sys/wrapping/unwrap") return unwrap(id);
    const token = tokens.find(id);
    if (path.startsWith("sys/internal/ui/mounts/")) return mountInfo(path.slice(23), token);
    const call = `${method} ${path}`;
    const handler = system[call] ?? system[call.replace(/[^/]+$/, "*")];
    if (handler) {
      tokens.mustBeAllowed(token, path, method === "GET" ? "read" : "update");
      return handler(request, token);
    }
    return engineAnswer(request, token);
  }

  function engineAnswer(request: Request, token: Token | undefined): object | undefined {
    const [mount = "", ...rest] = request.path.split("/");
    const engine = engines.get(mount);
    if (!engine) throw token ? refusals.denied() : refusals.noRoute(request.path);
    spend(mount);
    const below = { ...request, path: rest.join("/") };
    tokens.mustBeAllowed(token, request.path, engine.capability(below));
    return engine.answer(below);
  }

  function spend(mount: string): void {
    const left = quotas.get(mount);
    if (left === undefined) return;
    if (left <= 0) throw refusals.throttled();
    quotas.set(mount, left - 1);
  }

  function mountInfo(mount: string, token: Token | undefined): object {
    const engine = engines.get(mount);
    const rules = token?.policies.flatMap((name) => [...(tokens.policies.get(name)?.keys() ?? [])]);
    if (!engine || (rules && !rules.some((path) => path.startsWith(`${mount}/`))))
      throw new Refusal(403, { errors: ["preflight capability check returned 403"] });
    return { data: { type: "kv", options: { version: engine instanceof KvVersion2 ? "2" : "1" } } };
  }

  function unwrap(id: string): object {
    const found = wrapped.get(id);
    if (!found) throw refusals.invalid("wrapping token is not valid or does not exist");
    wrapped.delete(id);
    return found;
  }

  const server = createServer((message, response) => {
    void (async () => {
      const [status, body, headers] = await requestOf(message)
        .then((request) => [200, answer(request, tokenOf(message)), {}] as const)
        .catch((error: unknown) => {
          if (error instanceof Refusal) return [error.status, error.body, error.headers] as const;
          throw error;
        });
      response.writeHead(body === undefined ? 204 : status, {
        "content-type": "application/json",
        ...headers,
      });
      response.end(body === undefined ? undefined : JSON.stringify(body));
    })();
  });

  const fake: FakeVault = {
    url: await listen(server),
    token: tokens.root,
    tokens,
    credentials,
    requests,
    sealed: false,
    stop: async () => close(server),
    [Symbol.asyncDispose]: async () => close(server),
  };
  wrapped.set(LOGIN.wrappedSecretId, { data: { secret_id: LOGIN.secretId } });
  return fake;
}

async function requestOf(message: IncomingMessage): Promise<Request> {
  const { pathname, searchParams } = new URL(message.url ?? "/", "http://vault");
  const path = decodeURIComponent(pathname).replace(/^\/v1\//, "");
  const method = message.method === "PUT" ? "POST" : (message.method ?? "GET");
  const content = await text(message);
  const type = message.headers["content-type"];
  if (method === "PATCH" && type !== "application/merge-patch+json")
    throw refusals.invalid("PATCH requires Content-Type of application/merge-patch+json");
  if (/[\p{Cc}]/u.test(path)) throw refusals.invalid("path cannot contain non-printable characters");
  const body = content === "" ? {} : (JSON.parse(content) as Request["body"]);
  return { method, path, query: searchParams, body };
}

function tokenOf(message: IncomingMessage): string | undefined {
  const header = message.headers["x-vault-token"];
  return typeof header === "string" && header !== "" ? header : undefined;
}

async function listen(server: Server): Promise<string> {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function close(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
