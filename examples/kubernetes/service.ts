import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import type { Live } from "@confide/core";
import type * as z from "zod";

import type { schema } from "./confide.config.ts";

/** `/healthz` for the probes: ready while the last refresh found nothing wrong, alive also with an old configuration. */
export async function startService(live: Live<z.infer<typeof schema>>) {
  const server = createServer(({ url }, response) => {
    if (url === "/healthz/live") return void response.end("alive\n");
    if (url === "/healthz/ready") {
      const isReady = live.problems.length === 0;
      return void response.writeHead(isReady ? 200 : 503).end(isReady ? "ready\n" : "see the log\n");
    }
    response.end(
      `connected to ${live.current.database.host} with ${String(live.current.database.password)}\n`,
    );
  });
  server.listen(live.current.port, live.current.listenHost);
  await once(server, "listening");
  return {
    url: `http://${live.current.listenHost}:${(server.address() as AddressInfo).port}`,
    close: () => void server.close(),
  };
}
