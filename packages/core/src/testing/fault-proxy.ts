import { connect, createServer, type Socket } from "node:net";
import { connect as connectTls, createServer as createTlsServer, TLSSocket } from "node:tls";

import { knownOptions } from "../util/known-options.ts";
import { listen } from "./listen.ts";

/** What goes wrong between a client and its server. */
export type Fault =
  | { readonly kind: "none" }
  /** Each connection's first bytes arrive that late. */
  | { readonly kind: "delay"; readonly delayMs: number }
  /** Requests are taken and never answered. */
  | { readonly kind: "hang" }
  /** The connection is reset when a request arrives. */
  | { readonly kind: "reset" }
  /** The connection ends after so many bytes of the answer: half a body. */
  | { readonly kind: "cut"; readonly afterBytes: number }
  /** An HTTP answer in the server's place. */
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: string;
    };

/** The faults that every HTTP client meets sooner or later. */
export const faults = {
  none: { kind: "none" },
  hang: { kind: "hang" },
  reset: { kind: "reset" },
  halfBody: { kind: "cut", afterBytes: 60 },
  throttled: { kind: "answer", status: 429, headers: { "retry-after": "1" } },
  unavailable: { kind: "answer", status: 503 },
  html404: {
    kind: "answer",
    status: 404,
    headers: { "content-type": "text/html" },
    body: "<html><h1>404 Not Found</h1></html>",
  },
  html502: {
    kind: "answer",
    status: 502,
    headers: { "content-type": "text/html" },
    body: "<html><h1>502 Bad Gateway</h1></html>",
  },
} as const satisfies Record<string, Fault>;

export interface FaultProxyOptions {
  /**
   * Serve TLS with this certificate, and speak TLS (unverified) to the server.
   *
   * @default none: both sides speak plain HTTP
   */
  readonly tls?: { readonly key: string; readonly cert: string };
}

export interface FaultProxy {
  /** What the client is given in place of the server's address. */
  readonly url: string;
  readonly port: number;
  /** Requests, as connections that sent something, since the proxy began. */
  readonly requests: number;
  /** From now on; open connections are ended, so that none goes on under the fault before. */
  set(fault: Fault): void;
  close(): Promise<void>;
}

/**
 * A proxy on a free port of this machine that misbehaves on demand. For tests of clients; it knows no more of HTTP than it must.
 *
 * @example
 * ```ts
 * import { faultProxy, faults } from "@confide/core/testing";
 *
 * const proxy = await faultProxy("http://127.0.0.1:8200");
 * proxy.set(faults.throttled);
 * console.log((await fetch(proxy.url)).status); // 429
 * await proxy.close();
 * ```
 */
export async function faultProxy(target: string, options?: FaultProxyOptions): Promise<FaultProxy> {
  const { tls }: FaultProxyOptions = knownOptions("faultProxy()", options, { tls: true });
  const { hostname, port: targetPort } = new URL(target);
  const sockets = new Set<Socket>();
  let [fault, requests]: [Fault, number] = [faults.none, 0];

  const dial = () =>
    tls
      ? connectTls({ host: hostname, port: Number(targetPort), rejectUnauthorized: false })
      : connect(Number(targetPort), hostname);

  function accept(client: Socket): void {
    track(client);
    client.once("data", (first) => {
      requests++;
      client.pause();
      meet(client, first, fault);
    });
  }

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  }

  function meet(client: Socket, first: Buffer, met: Fault): void {
    if (met.kind === "hang") client.resume();
    else if (met.kind === "reset") reset(client);
    else if (met.kind === "answer") client.end(response(met));
    else if (met.kind === "delay") setTimeout(() => forward(client, first), met.delayMs);
    else forward(client, first, met.kind === "cut" ? met.afterBytes : Infinity);
  }

  function forward(client: Socket, first: Buffer, answerBytes = Infinity): void {
    if (client.destroyed) return;
    const server = dial();
    track(server);
    server.write(first);
    client.pipe(server);
    pass(server, client, answerBytes);
    client.once("close", () => server.destroy());
    client.resume();
  }

  const server = tls ? createTlsServer(tls, accept) : createServer(accept);
  const port = await listen(server);
  const close = async () => {
    for (const socket of sockets) socket.destroy();
    await new Promise((resolve) => server.close(resolve));
  };

  return {
    url: `${tls ? "https" : "http"}://127.0.0.1:${port}`,
    port,
    get requests() {
      return requests;
    },
    set(next) {
      fault = next;
      for (const socket of sockets) socket.destroy();
    },
    close,
  };
}

/** A TLS socket can't send the reset itself; it is cut off without its goodbye. */
function reset(client: Socket): void {
  if (client instanceof TLSSocket) client.destroy();
  else client.resetAndDestroy();
}

function pass(server: Socket, client: Socket, answerBytes: number): void {
  let left = answerBytes;
  server.on("data", (chunk: Buffer) => {
    client.write(chunk.subarray(0, Math.min(left, chunk.length)));
    left -= chunk.length;
    if (left <= 0) client.destroySoon();
  });
  server.once("end", () => client.end());
}

function response({ status, headers = {}, body = "" }: Extract<Fault, { kind: "answer" }>): string {
  const lines = Object.entries({
    ...headers,
    "content-length": String(Buffer.byteLength(body)),
    connection: "close",
  }).map(([name, value]) => `${name}: ${value}`);
  return [`HTTP/1.1 ${status} Fault`, ...lines, "", body].join("\r\n");
}
