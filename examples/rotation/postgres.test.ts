import { memoryStore } from "@confide/core/testing";
import { endGrace, rotate } from "@confide/rotation";
import { postgresPassword } from "@confide/rotation/postgres";
import { Client } from "pg";
import { expect, test } from "vitest";

import { service } from "./postgres.ts";

const MAX_AGE_MS = 300;

// As who may make users: `docker compose up --wait` starts a PostgreSQL, and README.md says its URL.
const adminUrl = process.env["ROTATION_ADMIN_URL"];
const options = { skip: adminUrl === undefined, timeout: 120_000 };

test("no request fails while the password rotates five times under load", options, async () => {
  const admin = new Client({ connectionString: adminUrl });
  await admin.connect();
  await admin.query(`
    drop table if exists orders; drop role if exists app_b; drop role if exists app_a;
    create table orders (id int); create role app_a login password 'first'; grant select on orders to app_a`);
  const store = memoryStore({ "prod/database": { username: "app_a", password: "first" } });
  const shop = service({ store, host: admin.host, port: admin.port, maxAgeMs: MAX_AGE_MS });
  const issuer = postgresPassword({ admin, users: ["app_a", "app_b"] });
  const askTime = async () => Date.now();
  const rotation = { store, name: "prod/database", issuer, readerMaxAgeMs: MAX_AGE_MS, askTime };
  const state = { isOver: false, requests: 0 };

  async function caller(): Promise<void> {
    while (!state.isOver) {
      await shop.countOrders();
      state.requests++;
    }
  }
  async function rotations(): Promise<void> {
    for (let count = 0; count < 5; count++) {
      await rotate({ ...rotation, graceMs: 800 });
      while ((await endGrace(rotation)).outcome === "not-yet")
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
    state.isOver = true;
  }
  await Promise.all([rotations(), ...Array.from({ length: 16 }, caller)]);
  expect(state.requests).toBeGreaterThan(500);
  await shop.close();
  await admin.end();
});
