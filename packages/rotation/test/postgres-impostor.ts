import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { TLSSocket } from "node:tls";

import type { Certificate } from "../../../scripts/servers/certificate.ts";

/** Who answers in a database's place and asks for the password in plain text. */
export interface Impostor extends AsyncDisposable {
  readonly port: number;
  /** All that was sent to it, in plain text or through its TLS. */
  readonly heard: () => string;
}

const SSL_REQUEST = 80_877_103;

/** With a certificate it takes TLS, without it refuses TLS, as a man in the middle does who hopes for plain text. */
export async function impostor(certificate?: Certificate): Promise<Impostor> {
  let heard = "";
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.once("data", (first) => {
      const asksForTls = first.length >= 8 && first.readInt32BE(4) === SSL_REQUEST;
      if (!asksForTls) return listen(socket, first);
      socket.write(certificate ? "S" : "N");
      if (!certificate) return listen(socket);
      const secure = new TLSSocket(socket, { isServer: true, ...certificate });
      secure.on("error", () => {});
      listen(secure);
    });
  });

  function listen(socket: Socket, first?: Buffer): void {
    const hear = (chunk: Buffer) => {
      const isStart = heard === "";
      heard += chunk.toString("latin1");
      // "R", 8 bytes, 3: send the password as it is.
      if (isStart) socket.write(Buffer.from([0x52, 0, 0, 0, 8, 0, 0, 0, 3]));
      else socket.destroy();
    };
    if (first) hear(first);
    socket.on("data", hear);
  }

  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    port: (server.address() as AddressInfo).port,
    heard: () => heard,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}
