import { once } from "node:events";
import type { AddressInfo } from "node:net";

import { ConfigError, loadConfig } from "@confide/core";

import { createApp } from "./app.ts";
import { definition } from "./confide.config.ts";

try {
  const config = await loadConfig(definition);
  const server = createApp(config).listen(config.port, config.listenHost);
  await once(server, "listening");
  console.log(`listening on http://${config.listenHost}:${(server.address() as AddressInfo).port}`);
  process.once("SIGTERM", () => server.close());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
