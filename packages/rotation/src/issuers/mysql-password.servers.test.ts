import { memoryStore } from "@confide/core/testing";
import mariadb from "mariadb";
import mysql from "mysql2/promise";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startMariadb } from "../../../../scripts/servers.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import type { MysqlConnection, MysqlPool } from "./mysql-connection.ts";
import { mysqlDualPassword } from "./mysql-dual-password.ts";
import { mysqlPassword } from "./mysql-password.ts";

const NAME = "prod/mariadb";
const FIRST = JSON.stringify({ username: "app_a", password: "first-password" });

let server: Awaited<ReturnType<typeof startMariadb>>;
let root: mysql.Connection;

beforeAll(async () => {
  server = await startMariadb();
  root = await mysql.createConnection({ host: server.host, port: server.port, user: server.user });
  await root.query("create database shop");
  await root.query("create table shop.orders (id int)");
  await root.query("create role app");
  await root.query("grant select, insert on shop.* to app");
}, 300_000);
afterAll(async () => {
  await root.end();
  await server.stop();
});
beforeEach(async () => {
  for (const user of ["app_a", "app_b"]) {
    await root.query(`create or replace user '${user}'@'%' identified by 'first-password'`);
    await root.query(`grant app to '${user}'@'%'`);
    await root.query(`set default role app for '${user}'@'%'`);
  }
  await root.query("alter user 'app_b'@'%' identified by 'nobody-has-it' account lock");
});

async function connected(user: string, password: string) {
  return mysql.createConnection({ host: server.host, port: server.port, user, password });
}

function options(admin: MysqlConnection | MysqlPool) {
  const issuer = mysqlPassword({
    admin,
    users: ["app_a", "app_b"],
    logIn: async ({ username, password }) => (await connected(username, password)).end(),
  });
  return {
    store: memoryStore({ [NAME]: FIRST }),
    name: NAME,
    issuer,
    graceMs: 60_000,
    readerMaxAgeMs: 0,
    propagationMs: 0,
  };
}

/** Who reads a table as that user, or the number of the error. */
async function reads(text: string): Promise<unknown> {
  const { username, password } = JSON.parse(text) as { username: string; password: string };
  try {
    const client = await connected(username, password);
    await client.query("select count(*) from shop.orders");
    await client.end();
    return username;
  } catch (error) {
    return Reflect.get(Object(error), "errno");
  }
}

const at = () => ({ host: server.host, port: server.port, user: server.user });

const clients: Readonly<
  Record<string, () => Promise<{ admin: MysqlConnection | MysqlPool; close: () => Promise<void> }>>
> = {
  async "a connection of mysql2"() {
    const admin = await mysql.createConnection(at());
    return { admin, close: async () => admin.end() };
  },
  async "a pool of mysql2"() {
    const admin = mysql.createPool({ ...at(), connectionLimit: 1 });
    return { admin, close: async () => admin.end() };
  },
  async "a connection of mariadb"() {
    const admin = await mariadb.createConnection(at());
    return { admin, close: async () => admin.end() };
  },
  async "a pool of mariadb"() {
    const admin = mariadb.createPool({ ...at(), connectionLimit: 1 });
    return { admin, close: async () => admin.end() };
  },
};

describe.each(Object.entries(clients))("with %s", (_, open) => {
  test("users take turns: the old one goes on until the end of its grace, and is then locked", async () => {
    const { admin, close } = await open();
    const rotation = options(admin);
    expect((await rotate(rotation)).outcome).toBe("rotated");
    const second = await valueIn(rotation.store, NAME);
    expect([await reads(FIRST), await reads(second)]).toEqual(["app_a", "app_b"]);
    await endGrace({ ...rotation, now: true });
    expect([await reads(FIRST), await reads(second)]).toEqual([1045, "app_b"]);
    await rotate(rotation);
    const third = await valueIn(rotation.store, NAME);
    expect([await reads(second), await reads(third)]).toEqual(["app_b", "app_a"]);
    await close();
  });
});

test("a locked user is refused with its password too, and an open connection goes on", async () => {
  const open = await connected("app_a", "first-password");
  await root.query("alter user 'app_a'@'%' account lock");
  expect(await reads(FIRST)).toBe(4151);
  await open.query("select count(*) from shop.orders");
  await open.end();
});

test("what one user may do and the other may not is named, with no hash", async () => {
  await root.query("grant delete on shop.* to 'app_a'@'%' with grant option");
  const failure: unknown = await rotate(options(root)).catch((error: unknown) => error);
  expect(String(failure)).toContain(
    "app_b lacks 1 rights of app_a (GRANT DELETE ON `shop`.* WITH GRANT OPTION)",
  );
  expect(await reads(FIRST)).toBe("app_a");
});

test("a rotator needs two rights, and without one of them its error names it", async () => {
  const rotator = async (...rights: readonly string[]) => {
    await root.query("create or replace user 'rotator'@'%' identified by 'rotator-password'");
    for (const right of rights) await root.query(`grant ${right} to 'rotator'@'%'`);
    return connected("rotator", "rotator-password");
  };
  const [create, select] = ["create user on *.*", "select on mysql.*"];
  const whole = await rotator(create, select);
  expect(await rotate(options(whole))).toMatchObject({ outcome: "rotated" });
  await whole.end();
  for (const [right, told] of [
    [create, "SELECT ON mysql.*"],
    [select, "CREATE USER ON *.*"],
  ] as const) {
    const partial = await rotator(right);
    await expect(rotate(options(partial))).rejects.toThrow(`is missing`);
    await expect(rotate(options(partial))).rejects.toThrow(`give it ${told}`);
    await partial.end();
  }
});

test("two rotators at once make one rotation", async () => {
  const shared = options(root);
  const other = mysql.createPool(at());
  const outcomes = await Promise.all([rotate(shared), rotate({ ...options(other), store: shared.store })]);
  expect(outcomes.map(({ version }) => version)).toEqual(["2", "2"]);
  expect(await reads(await valueIn(shared.store, NAME))).toBe("app_b");
  await other.end();
});

test("MariaDB has no dual passwords, and that is said before anything is changed", async () => {
  const issuer = mysqlDualPassword({ admin: root, user: "app_a", logIn: async () => {} });
  await expect(rotate({ ...options(root), issuer })).rejects.toThrow(
    "for MariaDB and older servers, mysqlPassword",
  );
  expect(await reads(FIRST)).toBe("app_a");
});
