import { memoryStore } from "@confide/core/testing";
import { endGrace, postgresPassword, rotate } from "@confide/rotation";
import { Client } from "pg";
import { expect, test } from "vitest";

import { startPostgres } from "../../scripts/servers.ts";
import { service } from "./postgres.ts";

const MAX_AGE_MS = 300;

test("no request fails while the password rotates five times under load", { timeout: 120_000 }, async () => {
  const server = await startPostgres();
  const admin = new Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(
    "create table orders (id int); create role app_a login password 'first'; grant select on orders to app_a",
  );
  const store = memoryStore({ "prod/database": { username: "app_a", password: "first" } });
  const shop = service({ store, host: server.host, port: server.port, maxAgeMs: MAX_AGE_MS });
  const issuer = postgresPassword({ admin, users: ["app_a", "app_b"] });
  const askTime = async () => Date.now();
  const options = { store, name: "prod/database", issuer, readerMaxAgeMs: MAX_AGE_MS, askTime };
  const state = { isOver: false, requests: 0 };

  async function caller(): Promise<void> {
    while (!state.isOver) {
      await shop.countOrders();
      state.requests++;
    }
  }
  async function rotations(): Promise<void> {
    for (let rotation = 0; rotation < 5; rotation++) {
      await rotate({ ...options, graceMs: 800 });
      while ((await endGrace(options)).outcome === "not-yet")
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    state.isOver = true;
  }
  await Promise.all([rotations(), ...Array.from({ length: 16 }, caller)]);
  expect(state.requests).toBeGreaterThan(500);
  await shop.close();
  await admin.end();
  await server.stop();
});
