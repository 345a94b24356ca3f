import { readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import { checkConfig, envExample, memory } from "@confide/core";
import { beforeAll, describe, expect, test } from "vitest";

import { adminDefinition, adminServer } from "./admin.ts";
import { changePassword, prepare, type Server } from "./change-password.ts";
import { definitionFor } from "./confide.config.ts";
import { load } from "./load.ts";
import { startService } from "./service.ts";

test("is described by .env.example", () => {
  const text = `${envExample(definitionFor("."))}\n${envExample(adminDefinition)}`;
  expect(readFileSync(join(import.meta.dirname, ".env.example"), "utf8")).toBe(text);
});

test("doesn't start with a password that is too short", async () => {
  const database = { host: "localhost", port: 5432, name: "shop", username: "app", password: "too-short" };
  const problems = await checkConfig({ ...definitionFor("."), sources: [memory({ database })] });
  expect(problems.map(({ path, message }) => `${path.join(".")}: ${message}`)).toEqual([
    "database.password: expected at least 12 characters",
  ]);
});

// `docker compose up --wait` starts one, and README.md says what names it.
describe.skipIf(process.env["LIVE_SERVICE_ADMIN_URL"] === undefined)("with a PostgreSQL", () => {
  let postgres: Server;
  let folder = "";
  beforeAll(async () => {
    postgres = await adminServer();
  });

  async function fresh(): Promise<string> {
    folder = await mkdtemp(join(tmpdir(), "live-service-"));
    return prepare(postgres, folder);
  }

  test("a password that changes under load fails no request", async () => {
    const users = [await fresh()];
    // No poll helps: what is refused has to be read anew.
    const service = await startService(definitionFor(folder), 3_600_000);
    const stop = new AbortController();
    const loading = load(service.url, 20, stop.signal);
    for (let change = 0; change < 3; change++) {
      await sleep(1_200);
      users.push(await changePassword(postgres, folder));
    }
    await sleep(1_200);
    stop.abort();
    const answers = await loading;
    expect([...answers.keys()].toSorted()).toEqual(users.toSorted());
    expect([...answers.values()].reduce((sum, count) => sum + count, 0)).toBeGreaterThan(200);
    expect(service.live.problems).toEqual([]);
    await service.close();
    await rm(folder, { recursive: true });
  });

  test("a wrong password too, as PostgreSQL says that otherwise", async () => {
    await fresh();
    const service = await startService(definitionFor(folder), 3_600_000);
    const { Client } = await import("pg");
    const admin = new Client({ connectionString: postgres.url });
    await admin.connect();
    const { username } = service.live.current.database;
    expect(await (await fetch(service.url)).text()).toBe(username);
    await admin.query(`alter role ${username} password 'nobody-knows-this'`);
    await admin.query(`select pg_terminate_backend(pid) from pg_stat_activity where usename = $1`, [
      username,
    ]);
    await admin.end();
    await sleep(100);
    // The store has no other: the refusal is the request's failure, and no loop.
    expect((await fetch(service.url)).status).toBe(500);
    const next = await changePassword(postgres, folder);
    await sleep(1_000);
    expect(await (await fetch(service.url)).text()).toBe(next);
    await service.close();
    await rm(folder, { recursive: true });
  });

  test("POST /refresh brings a change before anything is refused", async () => {
    await fresh();
    const service = await startService(definitionFor(folder), 3_600_000);
    const next = await changePassword(postgres, folder);
    expect((await fetch(`${service.url}/refresh`, { method: "POST" })).status).toBe(204);
    expect(service.live.current.database.username).toBe(next);
    await service.close();
    await rm(folder, { recursive: true });
  });
});
