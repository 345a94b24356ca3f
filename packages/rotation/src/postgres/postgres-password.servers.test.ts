import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { Client, Pool } from "pg";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";

import { selfSigned } from "../../../../scripts/servers/certificate.ts";
import { startPostgres } from "../../../../scripts/servers.ts";
import { dieOnceWith } from "../../test/postgres-crash.ts";
import { impostor } from "../../test/postgres-impostor.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import type { IssuerApplyStep } from "../issuers/issuer.ts";
import { postgresLock } from "./postgres-lock.ts";
import { notifyPostgres } from "./notify-postgres.ts";
import { rotate } from "../rotate.ts";
import { postgresPassword } from "./postgres-password.ts";

let server: Awaited<ReturnType<typeof startPostgres>>;
let admin: Client;

// Names that need quoting, wherever they are written.
const USERS = ["app a", 'app"; drop role app_b; --'] as const;
const NAME = "prod/database";
const FIRST = JSON.stringify({ username: USERS[0], password: "first-password", dbname: "postgres" });

beforeAll(async () => {
  server = await startPostgres();
  admin = new Client({ connectionString: server.url });
  await admin.connect();
  await admin.query(`
    create table orders (id int, note text); create sequence numbers; create schema "odd schema";
    create table "odd schema"."odd table" (a int, b int); create role readers;
    create function twice(int) returns int language sql as 'select $1 * 2'; revoke execute on function twice from public;`);
}, 300_000);
afterAll(async () => {
  await admin.end();
  await server.stop();
});

beforeEach(reset);

async function reset(): Promise<void> {
  for (const user of USERS) {
    const quoted = admin.escapeIdentifier(user);
    const { rows } = await admin.query("select from pg_roles where rolname = $1", [user]);
    if (rows.length > 0) await admin.query(`drop owned by ${quoted}; drop role ${quoted}`);
  }
  await admin.query(`
    create role "app a" login password 'first-password'; grant readers to "app a";
    grant select, insert on orders to "app a"; grant update (note) on orders to "app a" with grant option;
    grant usage on sequence numbers to "app a"; grant usage on schema "odd schema" to "app a";
    grant select (b) on "odd schema"."odd table" to "app a"; grant execute on function twice to "app a";
    alter default privileges in schema public grant select on tables to "app a"`);
}

function options(more: object = {}) {
  const issuer = postgresPassword({ admin: server.url, users: USERS });
  return {
    store: memoryStore({ [NAME]: FIRST }),
    name: NAME,
    issuer,
    readerMaxAgeMs: 0,
    propagationMs: 0,
    ...more,
  };
}

async function dropOthers(): Promise<void> {
  await admin.query(
    "select pg_terminate_backend(pid, 1000) from pg_stat_activity where backend_type = 'client backend' and pid <> pg_backend_pid()",
  );
}

async function logIn(text: string): Promise<string> {
  const { username: user, password } = JSON.parse(text) as { username: string; password: string };
  const client = new Client({ host: server.host, port: server.port, database: "postgres", user, password });
  try {
    await client.connect();
    const { rows } = await client.query<{ me: string }>(
      "select current_user as me, twice(2), (select count(*) from orders)",
    );
    return rows[0]?.me ?? "";
  } catch (error) {
    return `refused ${String(Reflect.get(Object(error), "code"))}`;
  } finally {
    await client.end();
  }
}

/**
 * `end()` of a pool resolves before the server has closed its connections: what ends one meanwhile, the next test or the
 * server's own end, would be an error of the pool that nobody catches.
 */
async function closed(pool: Pool): Promise<void> {
  const isRemoved = new Promise((resolve) => pool.once("remove", resolve)); // the pools here have one connection
  const isOpen = pool.totalCount > 0;
  await pool.end();
  if (isOpen) await isRemoved;
}

test("users take turns: the new one may do what the old one may, and the old one goes on until the end", async () => {
  const at = options({ graceMs: 60_000 });
  const rotation = await rotate(at);
  expect(rotation.outcome).toBe("rotated");
  const second = await valueIn(at.store, NAME);
  expect(JSON.parse(second)).toMatchObject({ username: USERS[1], dbname: "postgres" });
  expect([await logIn(FIRST), await logIn(second)]).toEqual([USERS[0], USERS[1]]);

  await endGrace({ ...at, now: true });
  expect([await logIn(FIRST), await logIn(second)]).toEqual(["refused 28P01", USERS[1]]);
  await rotate(at);
  const third = await valueIn(at.store, NAME);
  expect([await logIn(second), await logIn(third)]).toEqual([USERS[1], USERS[0]]);
});

test("no statement holds the password", async () => {
  await admin.query("set log_statement = 'all'");
  const seen: string[] = [];
  const spy = {
    host: server.host,
    port: server.port,
    query: async (text: string, values?: unknown[]) => {
      seen.push(text, JSON.stringify(values ?? []));
      return admin.query(text, values);
    },
  };
  const at = options({
    issuer: postgresPassword({ admin: spy, users: USERS, connection: { database: "postgres", ssl: false } }),
  });
  await rotate({ ...at, graceMs: 60_000 });
  const { password } = JSON.parse(await valueIn(at.store, NAME)) as { password: string };
  expect(seen.join("\n")).toContain("SCRAM-SHA-256$4096:");
  expect(seen.join("\n")).not.toContain(password);
});

test("a rotation while the other slot is in grace is refused, as it would overwrite it", async () => {
  const at = options({ graceMs: 60_000 });
  await rotate(at);
  await expect(rotate({ ...at, duringGrace: true })).rejects.toThrow(
    "the other slot of prod/database is in grace until",
  );
});

test("rights that the admin can't give stop it before anything is current", async () => {
  await admin.query("drop role if exists half; create role half login createrole password 'half-password'");
  await admin.query(`grant "app a" to half with admin option`);
  const url = server.url.replace(/\/\/.*@/, "//half:half-password@");
  const at = options({ issuer: postgresPassword({ admin: url, users: USERS }) });
  await expect(rotate({ ...at, graceMs: 60_000 })).rejects.toThrow(
    /^apply failed for prod\/database in memory-store/,
  );
  expect([await valueIn(at.store, NAME), await logIn(FIRST)]).toEqual([FIRST, USERS[0]]);
});

test("a user that owns something is refused with what to do", async () => {
  await admin.query(`create table owned (id int); alter table owned owner to "app a"`);
  await expect(rotate({ ...options(), graceMs: 60_000 })).rejects.toThrow("owns 1 objects");
  await admin.query("drop table owned");
});

test("rights in another database are copied by a pool too, and by one client they are refused by their place", async () => {
  await admin.query("create database reports");
  const reports = new Client({ connectionString: server.url.replace(/[^/]*$/, "reports") });
  await reports.connect();
  const { host, port, user, password, database } = server;
  const pool = new Pool({ host, port, user, password, database, max: 1 });
  try {
    await reports.query(`create table figures (); grant select on figures to "app a"`);
    const by = (adminOf: Client | Pool) => ({
      ...options({ issuer: postgresPassword({ admin: adminOf, users: USERS }) }),
      graceMs: 60_000,
    });
    await expect(rotate(by(admin))).rejects.toThrow(
      /has rights in database reports, which the admin's client isn't connected to: pass admin as an address, options or a pool/,
    );
    expect((await rotate(by(pool))).outcome).toBe("rotated");
    const { rows } = await reports.query("select has_table_privilege($1, 'figures', 'select') as may", [
      USERS[1],
    ]);
    expect(rows).toEqual([{ may: true }]);
  } finally {
    await reports.query("drop table figures");
    await reports.end();
    await closed(pool);
    await admin.query("drop database reports with (force)");
  }
});

test("what a statement is refused for is told with it, the role and what helps", async () => {
  await admin.query(
    "drop role if exists small; create role small login createrole password 'small-password'",
  );
  await admin.query(`create role ${admin.escapeIdentifier(USERS[1])}`);
  for (const user of USERS)
    await admin.query(`grant ${admin.escapeIdentifier(user)} to small with admin option`);
  const url = server.url.replace(/\/\/.*@/, "//small:small-password@");
  const at = options({ issuer: postgresPassword({ admin: url, users: USERS }) });
  await expect(rotate({ ...at, graceMs: 60_000 })).rejects.toThrow(
    /small could not do "(alter default privileges|grant) .*" for app"; drop role app_b; --: the right to do it is missing \(42501\)\. give small CREATEROLE, and each right/,
  );
  for (const user of USERS) await admin.query(`revoke ${admin.escapeIdentifier(user)} from small`);
});

test("users whose attributes differ are refused", async () => {
  await admin.query(`create role ${admin.escapeIdentifier(USERS[1])} login connection limit 3`);
  await expect(rotate({ ...options(), graceMs: 60_000 })).rejects.toThrow("differ in rolconnlimit");
});

test("a secret that is none of both users' is refused, and not quoted", async () => {
  const store = memoryStore({ [NAME]: JSON.stringify({ username: "someone", password: "canary" }) });
  const refused = rotate({ ...options({ store }), graceMs: 60_000 });
  await expect(refused).rejects.toThrow("the secret names none of the users");
  await expect(refused).rejects.not.toThrow("canary");
  const text = memoryStore({ [NAME]: "canary" });
  await expect(rotate({ ...options({ store: text }), graceMs: 60_000 })).rejects.toThrow("is no JSON object");
});

test(
  "a rotator may die before and after every effect, and every login goes on",
  { timeout: 120_000 },
  async () => {
    const effects = await dieOnceWith(undefined, options, logIn, dropOthers);
    for (let at = 1; at <= effects; at++)
      for (const when of ["before", "after"] as const) {
        await reset();
        await dieOnceWith({ at, when }, options, logIn, dropOthers);
      }
    expect(effects).toBeGreaterThan(8);
  },
);

test("three rotators at once set one password", async () => {
  const at = options({ graceMs: 60_000 });
  const rotations = await Promise.all([rotate(at), rotate(at), rotate(at)]);
  expect(rotations.filter(({ outcome }) => outcome === "rotated")).toHaveLength(1);
  expect([await logIn(FIRST), await logIn(await valueIn(at.store, NAME))]).toEqual([USERS[0], USERS[1]]);
});

test("an admin's password shows in no error", async () => {
  const wrong = new Secret(server.url.replace(server.password, "canary-password"));
  const at = options({ issuer: postgresPassword({ admin: wrong, users: USERS }) });
  await expect(rotate({ ...at, graceMs: 60_000 })).rejects.toThrow(
    /^apply failed for prod\/database in memory-store \(the admin could not log in: the password was not accepted \(28P01\)\. check the password of the admin\)$/,
  );
});

test("a pool of one client is enough for a rotation, its lock and its notice, and gets its client back", async () => {
  const pool = new Pool({ connectionString: server.url, max: 1 });
  const at = options({
    issuer: postgresPassword({ admin: pool, users: USERS }),
    lock: postgresLock({ connection: pool }),
    notify: notifyPostgres({ connection: pool }),
    graceMs: 60_000,
  });
  expect((await rotate(at)).notNotified).toBeUndefined();
  await endGrace({ ...at, now: true });
  const second = await valueIn(at.store, NAME);
  expect([await logIn(FIRST), await logIn(second)]).toEqual(["refused 28P01", USERS[1]]);
  expect([pool.totalCount, pool.idleCount]).toEqual([1, 1]);
  await closed(pool);
});

test("a pool whose connection is lost in the middle opens another, and the next rotation goes on", async () => {
  const pool = new Pool({ connectionString: server.url, max: 1 });
  const issuer = postgresPassword({ admin: pool, users: USERS });
  const losing = {
    ...issuer,
    apply: async (step: IssuerApplyStep) => issuer.apply?.({ ...step, mustGoOn: dropOthers }),
  };
  const at = options({ issuer: losing, graceMs: 60_000 });
  await expect(rotate(at)).rejects.toThrow("apply failed");
  expect(pool.totalCount).toBe(0);
  expect(await rotate({ ...at, issuer })).toMatchObject({ outcome: "resumed" });
  expect(await logIn(await valueIn(at.store, NAME))).toBe(USERS[1]);
  await closed(pool);
});

test(
  "the new user logs in by the admin's own TLS, and to no other server",
  { timeout: 120_000 },
  async () => {
    const right = selfSigned();
    const folder = mkdtempSync(join(tmpdir(), "confide-tls-"));
    writeFileSync(join(folder, "ca.pem"), right.cert);
    const tls = await startPostgres({ tls: right });
    await using other = await impostor(selfSigned());
    const config = {
      host: tls.host,
      port: tls.port,
      user: tls.user,
      password: tls.password,
      ssl: { ca: right.cert },
    };
    const pool = new Pool({ ...config, max: 1 });
    const client = new Client(config);
    await client.connect();
    await client.query(`create role app_a login password 'first-password'`);
    const admins = {
      url: `${tls.url}?sslmode=verify-full&sslrootcert=${folder}/ca.pem`,
      libpq: `${tls.url}?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=${folder}/ca.pem`,
      config,
      pool,
      client,
    };
    let value = JSON.stringify({ username: "app_a", password: "first-password" });
    for (const [title, by] of Object.entries(admins)) {
      const issuer = postgresPassword({ admin: by, users: ["app_a", "app_b"] });
      const at = { ...options({ issuer }), graceMs: 0, store: memoryStore({ [NAME]: value }) };
      expect([title, (await rotate(at)).outcome]).toEqual([title, "rotated"]);
      value = await valueIn(at.store, NAME);
      // Who answers in the server's place gets nothing: the secret names its port.
      const misled = JSON.stringify({ ...(JSON.parse(value) as object), port: other.port });
      const elsewhere = { ...at, store: memoryStore({ [NAME]: misled }) };
      await expect(rotate(elsewhere)).rejects.toThrow("failed for prod/database");
    }
    expect(other.heard()).toBe("");
    await client.end();
    await closed(pool);
    await tls.stop();
    rmSync(folder, { recursive: true });
  },
);
