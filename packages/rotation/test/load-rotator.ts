// A process of the load test: `load-rotator.ts FOLDER URL COUNT KILL` rotates the password of a database so many times, and
// each time waits for the end of the grace and ends it; with KILL it kills itself by SIGKILL before its effect of that number.
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { localStore } from "@confide/local";

import { endGrace } from "../src/end-grace.ts";
import { postgresPassword } from "../src/postgres/postgres-password.ts";
import { rotate } from "../src/rotate.ts";
import { mortal } from "./crashing.ts";

const [, , folder = "", admin = "", count = "", kill = ""] = process.argv;
const [GRACE_MS, READER_MAX_AGE_MS] = [800, 300];

const local = localStore({ path: join(folder, "secrets.age"), keyFile: join(folder, "key.txt") });
const made = postgresPassword({ admin, users: ["app_a", "app_b"] });
const death = kill === "" ? undefined : ({ at: Number(kill), when: "before" } as const);
const { store, issuer, died } = mortal(local, made, death);
void died.then(() => process.kill(process.pid, "SIGKILL"));

// This machine's clock is the store's.
const askTime = async (): Promise<number> => Date.now();
const options = { store, name: "prod/database", issuer, readerMaxAgeMs: READER_MAX_AGE_MS, askTime };
for (let rotation = 0; rotation < Number(count); rotation++) {
  await rotate({ ...options, graceMs: GRACE_MS });
  for (let end = await endGrace(options); end.outcome === "not-yet"; end = await endGrace(options))
    await sleep(100);
}
process.disconnect();
