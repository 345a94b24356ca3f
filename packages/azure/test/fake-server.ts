import { once } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";

import { SecretClient } from "@azure/keyvault-secrets";

import { type Certificate, selfSigned } from "../../../scripts/servers/certificate.ts";
import type { Answer, FakeVault } from "./fake-vault.ts";
import { Refusal } from "./refusal.ts";

export interface FakeServer {
  readonly url: string;
  readonly certificate: Certificate;
  /** The vendor's own client, whose credential gives this token; through a proxy where its address is given. */
  client(token: string, url?: string): SecretClient;
  /** What the next calls meet in place of the vault's answer; `undefined` ends it. */
  meet(trouble: ServerTrouble | undefined): void;
  close(): void;
}

type ServerTrouble = "hang" | "nonsense" | "stranger" | Refusal;

/** Serves a vault over HTTPS, with the challenge that comes before a first call. */
export async function fakeServer(
  vault: FakeVault,
  principals: ReadonlyMap<string, string>,
): Promise<FakeServer> {
  const certificate = selfSigned();
  let trouble: ServerTrouble | undefined;
  let url = "";

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (trouble === "hang") return;
    if (trouble === "nonsense")
      return void response.writeHead(200, headersOf(request)).end("<html>Welcome</html>");
    if (trouble === "stranger")
      return void response.writeHead(404, { "content-type": "text/html" }).end("<html>Not Found</html>");
    try {
      const principal = principalOf(request, response, principals);
      if (trouble) throw trouble;
      send(request, response, vault.answer(await requestIn(request, url), principal, url));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      send(request, response, { status: error.status, body: error.body });
    }
  }

  const server = createServer(certificate, (request, response) => void respond(request, response));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `https://localhost:${(server.address() as AddressInfo).port}`;
  return {
    url,
    certificate,
    client: (token, through = url) => clientOf(through, certificate, token),
    meet: (met) => void (trouble = met),
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

/** A token that nobody knows is one for another audience; without any, a challenge says where to get one. */
function principalOf(
  request: IncomingMessage,
  response: ServerResponse,
  principals: ReadonlyMap<string, string>,
): string {
  const { authorization } = request.headers;
  if (authorization === undefined) {
    response.setHeader("www-authenticate", CHALLENGE);
    throw new Refusal(401, "Unauthorized", "AKV10000: Request is missing a Bearer or PoP token.");
  }
  const principal = principals.get(authorization.replace(/^Bearer /, ""));
  if (principal !== undefined) return principal;
  const expected = "https://vault.azure.net or cfa8b339-82a2-471a-a3c9-0fc0be7a4093";
  throw new Refusal(
    401,
    "Unauthorized",
    `AKV10022: Invalid audience. Expected ${expected}, found: spn:<cut>`,
  );
}

const CHALLENGE =
  'Bearer authorization="https://login.windows.net/12345678-1234-1234-1234-123456789012", resource="https://vault.azure.net"';

async function requestIn(request: IncomingMessage, base: string) {
  const { pathname, searchParams } = new URL(request.url ?? "", base);
  const empty =
    request.headers["content-length"] === "0" || request.method === "GET" || request.method === "DELETE";
  const body: unknown = empty ? null : await json(request);
  return { method: request.method ?? "", path: pathname, query: searchParams, body };
}

function send(request: IncomingMessage, response: ServerResponse, { status, body }: Answer): void {
  const { "content-type": type, ...headers } = headersOf(request);
  response.writeHead(status, body ? { "content-type": type, ...headers } : headers);
  response.end(body && JSON.stringify(body));
}

function headersOf({ headers }: IncomingMessage) {
  return {
    "cache-control": "no-cache",
    "content-type": "application/json; charset=utf-8",
    "x-ms-keyvault-region": "westus",
    "x-ms-keyvault-service-version": "1.9.538.1",
    "x-ms-client-request-id": String(headers["x-ms-client-request-id"]),
    "x-ms-request-id": crypto.randomUUID(),
  };
}

function clientOf(url: string, { cert }: Certificate, token: string): SecretClient {
  const credential = { getToken: async () => ({ token, expiresOnTimestamp: Date.now() + 3_600_000 }) };
  return new SecretClient(url, credential, {
    retryOptions: { maxRetries: 0 },
    tlsOptions: { ca: cert },
    disableChallengeResourceVerification: true,
  });
}
