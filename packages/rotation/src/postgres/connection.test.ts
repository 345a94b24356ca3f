import { EventEmitter } from "node:events";

import { Secret } from "@confide/core";
import { Client, Pool } from "pg";
import { expect, test } from "vitest";

import { postgresPassword } from "./postgres-password.ts";
import { postgresLock } from "./postgres-lock.ts";
import { notifyPostgres } from "./notify-postgres.ts";
import { isClient, isPool, onConnection, type PostgresPool } from "./connection.ts";

/** A pool of one client, which says who had what: to wait for a second one would be to wait for ever. */
function poolOfOne(answer: (text: string) => Promise<unknown> = async () => {}) {
  const queries: string[] = [];
  const released: unknown[] = [];
  let isOut = false;
  const client = Object.assign(new EventEmitter(), {
    async query(text: string) {
      queries.push(text.trim().split(/\s+/, 2).join(" "));
      await answer(text);
      return { rows: [] as unknown[] };
    },
    release(destroy?: unknown) {
      if (!isOut) throw new Error("given back twice");
      isOut = false;
      released.push(destroy);
    },
  });
  const pool = {
    options: { host: "127.0.0.1", user: "admin", ssl: false },
    async connect() {
      if (isOut) throw new Error("the only client is out");
      isOut = true;
      return client;
    },
    query: async (): Promise<never> => {
      throw new Error("a query on any client of the pool");
    },
  };
  return { pool: pool satisfies PostgresPool, client, queries, released };
}

const revoke = (admin: PostgresPool, mustGoOn = async () => {}) =>
  postgresPassword({ admin, users: ["app_a", "app_b"] }).revoke?.({
    rotationId: "r",
    name: "n",
    version: "1",
    handle: "app_a",
    value: async () => new Secret<string | Uint8Array>("made-up"),
    mustGoOn,
  });

test("all of a transaction is done on one client of a pool, which is given back", async () => {
  const { pool, queries, released, client } = poolOfOne();
  await revoke(pool);
  expect(queries.map((each) => each.slice(0, 10))).toEqual([
    "begin; set",
    "select pg_",
    "alter role",
    "commit",
  ]);
  expect(released).toEqual([false]);
  expect(client.listenerCount("error")).toBe(0);
  await revoke(pool);
  expect(released).toEqual([false, false]);
});

test.each(["begin", "select pg_advisory", "alter role", "commit"])(
  "where %s fails the client is destroyed, and the error stays what it was",
  async (part) => {
    const { pool, released, client } = poolOfOne(async (text) => {
      if (text.startsWith(part)) throw new Error("the connection is lost");
      if (text === "rollback") throw new Error("this one too");
    });
    await expect(revoke(pool)).rejects.toThrow("the connection is lost");
    expect(released).toEqual([true]);
    // Its server's last words may come after it was given back.
    expect(client.emit("error", new Error("terminated"))).toBe(true);
  },
);

test("a rotation that was overtaken rolls back, and gives the client back", async () => {
  const { pool, queries, released } = poolOfOne();
  const overtaken = async () => Promise.reject(new Error("overtaken"));
  await expect(revoke(pool, overtaken)).rejects.toThrow("overtaken");
  expect(queries.at(-1)).toBe("rollback");
  expect(queries).not.toContain("alter role");
  expect(released).toEqual([true]);
});

test("a connection that is lost while it is idle in our hands ends no process", async () => {
  const { pool, client } = poolOfOne();
  await onConnection(pool, async () => void client.emit("error", new Error("lost")));
  expect(() => client.emit("error", new Error("lost"))).toThrow("lost"); // the pool's again
});

test("a notice goes by one client too", async () => {
  const { pool, queries, released } = poolOfOne();
  const notice = { name: "n", store: "s", rotationId: "r", version: "2", previousVersion: "1", timeMs: 0 };
  await notifyPostgres({ connection: pool })(notice, { signal: new AbortController().signal });
  expect([queries.length, released]).toEqual([1, [false]]);
});

test("what connects and gives nothing that can be given back is no pool", async () => {
  const { pool } = poolOfOne();
  const none = { ...pool, connect: async () => undefined as never };
  await expect(onConnection(none, async () => "done")).rejects.toThrow(
    "gave no client that can be given back",
  );
});

test("clients, pools, and what connects anew are told apart", () => {
  const [client, pool] = [new Client(), new Pool()];
  expect([isPool(client), isClient(client)]).toEqual([false, true]);
  expect([isPool(pool), isClient(pool)]).toEqual([true, true]);
  for (const address of ["postgres://db", new Secret("postgres://db"), {}, { host: "db" }])
    expect([isPool(address), isClient(address)]).toEqual([false, false]);
});

test("a lock takes no client of the caller's, whose other work would end it", () => {
  const told = "postgresLock opens a connection for each lock";
  expect(() => postgresLock({ connection: new Client() })).toThrow(told);
  expect(() => postgresLock({ connection: new Pool() })).not.toThrow();
});
