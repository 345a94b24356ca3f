import { createServer, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";

import { knownOptions } from "../util/known-options.ts";
import { type Hostility, hostilities } from "./hostilities.ts";
import { listen } from "./listen.ts";

export interface HostileServerOptions {
  /**
   * Serve TLS with this certificate.
   *
   * @default none: it speaks plain HTTP
   */
  readonly tls?: { readonly key: string; readonly cert: string };
  /**
   * Answers each request that has no `Authorization` with 401 and this `WWW-Authenticate`, for clients that wait for one.
   *
   * @default none
   */
  readonly challenge?: string;
}

export interface HostileServer {
  /** What the client is given in place of its server's address. */
  readonly url: string;
  readonly port: number;
  /** Requests that came since `set`, as the lines and headers that they began with. */
  readonly requests: readonly string[];
  /** Requests since `set` to the place that redirects lead to. A client that follows one gives its token away. */
  readonly strayed: readonly string[];
  /** From now on; open connections are ended. */
  set(hostility: Hostility): void;
  close(): Promise<void>;
}

/**
 * A server on a free port of this machine that means harm. For tests of clients that talk HTTP.
 *
 * @example
 * ```ts
 * import { hostileServer } from "@confide/core/testing";
 *
 * const server = await hostileServer();
 * server.set("the request as a denial");
 * console.log((await fetch(server.url)).status); // 403
 * await server.close();
 * ```
 */
export async function hostileServer(options?: HostileServerOptions): Promise<HostileServer> {
  const names = { tls: true, challenge: true } as const;
  const { tls, challenge }: HostileServerOptions = knownOptions("hostileServer()", options, names);
  const sockets = new Set<Socket>();
  const [requests, strayed]: [string[], string[]] = [[], []];
  let hostility: Hostility = "reset";

  const elsewhere = createServer((socket) => {
    track(socket);
    socket.on("data", (data) => {
      strayed.push(data.toString("latin1"));
      socket.end("HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}");
    });
  });
  const elsewherePort = await listen(elsewhere);

  function accept(socket: Socket): void {
    track(socket);
    let head = "";
    const read = (data: Buffer) => {
      head += data.toString("latin1");
      if (!head.includes("\r\n\r\n")) return;
      socket.off("data", read).resume();
      requests.push(head);
      if (challenge !== undefined && !/^authorization:/im.test(head)) socket.end(challengeOf(challenge));
      else
        void hostilities[hostility]({
          socket,
          head,
          self,
          elsewhere: `http://127.0.0.1:${elsewherePort}/taken`,
        });
    };
    socket.on("data", read);
  }

  function track(socket: Socket): void {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("close", () => sockets.delete(socket));
  }

  const server = tls ? createTlsServer(tls, accept) : createServer(accept);
  const port = await listen(server);
  const self = `${tls ? "https" : "http"}://${tls ? "localhost" : "127.0.0.1"}:${port}`;
  const drop = () => {
    for (const socket of sockets) socket.destroy();
  };

  return {
    url: self,
    port,
    requests,
    strayed,
    set(next) {
      hostility = next;
      requests.length = 0;
      strayed.length = 0;
      drop();
    },
    async close() {
      drop();
      await Promise.all([server, elsewhere].map((each) => new Promise((resolve) => each.close(resolve))));
    },
  };
}

function challengeOf(challenge: string): string {
  return `HTTP/1.1 401 Unauthorized\r\nwww-authenticate: ${challenge}\r\ncontent-type: application/json\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`;
}
