// A service under load, whose database password changes three times. It starts a PostgreSQL of its own, so that nothing
// has to be there; a service of yours has `service.ts` and its own `confide.config.ts`, and neither this nor `load.ts`.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { startPostgres } from "../../scripts/servers.ts";
import { changePassword, prepare } from "./change-password.ts";
import { definitionFor } from "./confide.config.ts";
import { load } from "./load.ts";
import { startService } from "./service.ts";

const folder = await mkdtemp(join(tmpdir(), "live-service-"));
const postgres = await startPostgres();
try {
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
} finally {
  await postgres.stop();
  await rm(folder, { recursive: true });
}
