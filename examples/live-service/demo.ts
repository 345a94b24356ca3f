// The service under load, while its database password changes three times. A service of yours has neither this nor `load.ts`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { ConfigError } from "@confide/core";

import { adminServer } from "./admin.ts";
import { changePassword, prepare, type Server } from "./change-password.ts";
import { definitionFor } from "./confide.config.ts";
import { load } from "./load.ts";
import { startService } from "./service.ts";

async function show(postgres: Server, folder: string): Promise<void> {
  await prepare(postgres, folder);
  const service = await startService(definitionFor(folder));
  const stop = new AbortController();
  const loading = load(service.url, 20, stop.signal);
  for (let change = 1; change <= 3; change++) {
    await sleep(1_500);
    console.log(`change ${change}: the service's user is now ${await changePassword(postgres, folder)}`);
  }
  await sleep(1_500);
  stop.abort();
  for (const [answer, count] of await loading) console.log(`${count} requests: ${answer}`);
  await service.close();
}

const folder = await mkdtemp(join(tmpdir(), "live-service-"));
try {
  await show(await adminServer(), folder);
} catch (error) {
  if (!(error instanceof ConfigError)) throw error;
  console.error(error.message);
  process.exitCode = 1;
} finally {
  await rm(folder, { recursive: true });
}
