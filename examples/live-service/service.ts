import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

import { watchConfig } from "@confide/core";

import type { definitionFor } from "./confide.config.ts";
import { Pools } from "./pools.ts";

/** Answers `GET /` with the database user that it is connected as, and `POST /refresh` for who has changed a secret. */
export async function startService(definition: ReturnType<typeof definitionFor>, everyMs = 60_000) {
  const live = await watchConfig(definition, { everyMs, refreshOn: "SIGHUP" });
  const pools = new Pools();
  live.onChange(async ({ changed, previous }) => {
    if ([...changed.keys()].some((name) => name.startsWith("database.")))
      await pools.retire(previous.database);
  });

  async function answer({ method, url }: IncomingMessage, response: ServerResponse): Promise<void> {
    if (method === "POST" && url === "/refresh") {
      const problems = await live.refresh();
      response.writeHead(problems.length === 0 ? 204 : 503).end();
      return;
    }
    const [row] = await live.withFresh("database", async (database) =>
      pools.query<{ user: string }>(database, `select current_user as "user"`),
    );
    response.end(row?.user);
  }

  const server = createServer((request, response) => {
    answer(request, response).catch(() => response.writeHead(500).end());
  });
  server.listen(live.current.port, live.current.host);
  await once(server, "listening");

  return {
    url: `http://${live.current.host}:${(server.address() as AddressInfo).port}`,
    live,
    async close() {
      server.close();
      server.closeAllConnections();
      await live.close();
      await pools.close();
    },
  };
}
