// The service on its own, as the Dockerfile starts it: `SIGTERM` ends it, `SIGHUP` reads the secrets anew.
import { once } from "node:events";

import { ConfigError } from "@confide/core";

import { definitionFor } from "./confide.config.ts";
import { startService } from "./service.ts";

try {
  const service = await startService(definitionFor("/run/live-service"));
  console.log(`listening on ${service.url}`);
  await once(process, "SIGTERM");
  await service.close();
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
}
