import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

import { ConfigError, loadConfig } from "@confide/core";
import { apiDefinition } from "@shop/settings";

try {
  const { api, database } = await loadConfig(apiDefinition);
  const server = createServer((_request, response) => {
    response.end(`connected to ${database.host}\n`);
  });
  server.listen(api.port, api.listenHost);
  await once(server, "listening");
  console.log(`listening on http://${api.listenHost}:${(server.address() as AddressInfo).port}`);
  process.once("SIGTERM", () => server.close());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
