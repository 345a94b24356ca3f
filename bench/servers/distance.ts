import { once } from "node:events";
import { type AddressInfo, connect, createServer, type Socket } from "node:net";

/**
 * Puts a server so far away: what is sent takes half of a round trip each way, whatever the protocol. To connect costs
 * nothing of its own, so that a handshake of TLS takes the one round trip of its messages.
 *
 * @returns The port that stands for the server's.
 */
export async function distance(serverPort: number, roundTripMs: number): Promise<number> {
  const wayMs = roundTripMs / 2;
  const relay = createServer({ noDelay: true }, (client) => {
    const server = connect({ port: serverPort, host: "127.0.0.1", noDelay: true });
    carry(client, server, wayMs);
    carry(server, client, wayMs);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  return (relay.address() as AddressInfo).port;
}

/** Timers of one length fire in the order in which they were set, so bytes keep theirs. */
function carry(from: Socket, to: Socket, wayMs: number): void {
  const later = (act: () => void) => void setTimeout(act, wayMs);
  from.on("data", (chunk) => later(() => to.writable && to.write(chunk)));
  from.on("end", () => later(() => to.end()));
  from.on("error", () => to.destroy());
  from.on("close", () => later(() => to.destroy()));
}
