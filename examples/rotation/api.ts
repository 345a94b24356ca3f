import { once } from "node:events";
import { createServer, type IncomingMessage, type Server } from "node:http";

import type { KeyVerifier } from "@confide/rotation";

/** An HTTP API whose callers send their key as `Authorization: Bearer …`. */
export async function startApi(verifier: KeyVerifier, port = 0): Promise<Server> {
  const server = createServer((request, response) => {
    const answer = async (): Promise<void> => {
      const match = await verifier.verify(keyIn(request)).catch(() => "unknown" as const);
      // Without the store nobody is let in, nor told that the key is wrong.
      if (match === "unknown") return void response.writeHead(503).end();
      if (!match) return void response.writeHead(401, { "www-authenticate": "Bearer" }).end();
      // Whoever has an old key learns so while it still works.
      response.writeHead(200, match.current ? {} : { deprecation: "true" });
      response.end(`hello, holder of version ${match.version}\n`);
    };
    void answer();
  });
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  return server;
}

function keyIn({ headers }: IncomingMessage): string {
  return /^Bearer (\S+)$/.exec(headers.authorization ?? "")?.[1] ?? "";
}
