import { ConfigError, loadConfig } from "@confide/core";

import { createApp } from "./app.ts";
import { definition } from "./confide.config.ts";

try {
  const config = await loadConfig(definition);
  const app = createApp(config);
  await app.listen({ port: config.port, host: config.listenHost });
  process.once("SIGTERM", () => void app.close());
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
