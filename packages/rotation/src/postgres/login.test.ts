import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Secret } from "@confide/core";
import { Client, type ClientConfig, Pool } from "pg";
import { afterAll, afterEach, beforeAll, expect, test, vi } from "vitest";

import { type PostgresClient, type PostgresConnection, isClient, isPool } from "./connection.ts";
import { loginConfig } from "./login.ts";

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-login-"));
  for (const name of ["ca", "cert", "key"]) writeFileSync(join(folder, `${name}.pem`), name);
});
afterAll(() => rmSync(folder, { recursive: true }));
afterEach(() => vi.unstubAllEnvs());

const urls: Readonly<Record<string, string>> = {
  plain: "postgres://admin:canary@db.example/shop",
  "postgresql, with a port": "postgresql://admin:canary@db.example:6432/shop",
  "no database": "postgres://admin:canary@db.example",
  "no user": "postgres://db.example/shop",
  "a name to be decoded": "postgres://ad%40min:c%2Fnary@db.example/sh%20op",
  "spaces as they are": "postgres://admin:canary@db.example/my shop",
  IPv6: "postgres://admin:canary@[::1]:6432/shop",
  "several hosts": "postgres://admin:canary@one.example,two.example/shop",
  "user and password as parameters": "postgres://db.example/shop?user=admin&password=canary",
  "host and port as parameters": "postgres:///shop?host=db.example&port=6432&user=admin&password=canary",
  "a socket as parameter": "postgres://admin:canary@/shop?host=/var/run/postgresql",
  "a socket as host": "postgres://admin:canary@%2Fvar%2Frun%2Fpostgresql/shop",
  "socket:": "socket:/var/run/postgresql?db=shop&encoding=utf8",
  "a path": "/var/run/postgresql shop",
  "sslmode=disable": "postgres://admin:canary@db.example/shop?sslmode=disable",
  "sslmode=prefer": "postgres://admin:canary@db.example/shop?sslmode=prefer",
  "sslmode=require": "postgres://admin:canary@db.example/shop?sslmode=require",
  "sslmode=verify-ca": "postgres://admin:canary@db.example/shop?sslmode=verify-ca",
  "sslmode=verify-full": "postgres://admin:canary@db.example/shop?sslmode=verify-full",
  "sslmode=no-verify": "postgres://admin:canary@db.example/shop?sslmode=no-verify",
  "ssl=true": "postgres://admin:canary@db.example/shop?ssl=true",
  "ssl=0": "postgres://admin:canary@db.example/shop?ssl=0",
  "ssl=no-verify": "postgres://admin:canary@db.example/shop?ssl=no-verify",
  "certificates in files":
    "postgres://admin:canary@db.example/shop?sslrootcert=FOLDER/ca.pem&sslcert=FOLDER/cert.pem&sslkey=FOLDER/key.pem",
  "libpq's require": "postgres://admin:canary@db.example/shop?uselibpqcompat=true&sslmode=require",
  "libpq's verify-ca":
    "postgres://admin:canary@db.example/shop?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=FOLDER/ca.pem",
  "direct TLS": "postgres://admin:canary@db.example/shop?sslnegotiation=direct",
  "other settings":
    "postgres://admin:canary@db.example/shop?options=-c%20search_path%3Da&application_name=rotator&client_encoding=latin1&statement_timeout=5000&query_timeout=7&lock_timeout=3&replication=database&fallback_application_name=x",
};

const ENVIRONMENT = {
  PGHOST: "from-environment.example",
  PGPORT: "7777",
  PGDATABASE: "from-environment",
  PGUSER: "admin-from-environment",
  PGPASSWORD: "canary-from-environment",
  PGSSLMODE: "verify-full",
  PGAPPNAME: "app-from-environment",
  PGOPTIONS: "-c a=b",
};

const forms: Readonly<Record<string, (url: string) => PostgresConnection>> = {
  text: (url) => url,
  "a Secret": (url) => new Secret(url),
  options: (url) => ({ connectionString: url, keepAlive: true, enableChannelBinding: true }),
  "options with TLS": (url) => ({ connectionString: url, ssl: { ca: "given", rejectUnauthorized: true } }),
  "a client": (url) => new Client(url),
  "a client by options": (url) => new Client({ connectionString: url, enableChannelBinding: true }),
  "a pool": (url) => new Pool({ connectionString: url, max: 1 }),
  "a pool with TLS": (url) =>
    new Pool({ connectionString: url, ssl: { ca: "given", key: "a key", cert: "a cert" } }),
};

/** All that decides how `pg` connects, but for who it is. What `pg` hides in an object is compared too. */
function reached(config: string | ClientConfig | PostgresClient) {
  const client = config instanceof Client ? config : new Client(config);
  const { user: _user, ...settings } = Reflect.get(client, "connectionParameters") as ClientConfig;
  const { ssl } = settings;
  return {
    ...settings,
    ssl: typeof ssl === "object" ? { ...ssl, checkServerIdentity: String(ssl.checkServerIdentity) } : ssl,
    key: typeof ssl === "object" ? ssl.key : undefined,
    host: client.host,
    port: client.port,
    database: client.database,
    // pg itself connects with the same options as it shows.
    isShown: client.ssl === (ssl ?? false),
    channelBinding: Reflect.get(client, "enableChannelBinding") as unknown,
    keepAlive: Reflect.get(Reflect.get(client, "connection") as object, "_keepAlive") as unknown,
  };
}

/** What the admin's own connection is opened with. */
function ofAdmin(admin: PostgresConnection) {
  if (isPool(admin)) return reached(admin.options);
  if (isClient(admin)) return reached(admin);
  return reached(admin instanceof Secret ? admin.reveal("test") : admin);
}

const NEW = { username: "app_b", password: "made-up-new-password", rest: {} };

/** How the new user connects, who that is, and whether anything of the admin's password is left. */
async function reachedByNew(admin: PostgresConnection) {
  const config = await loginConfig(NEW, { admin });
  const { user, password } = new Client(config);
  return { ...reached(config), user, password, isClean: !JSON.stringify(config).includes("canary") };
}

function likeAdmin(admin: PostgresConnection) {
  return { ...ofAdmin(admin), user: NEW.username, password: NEW.password, isClean: true };
}

for (const [title, url] of Object.entries(urls))
  for (const [form, admin] of Object.entries(forms)) {
    test(`${title}, as ${form}: as the admin in all but user and password`, async () => {
      const given = admin(url.replaceAll("FOLDER", folder));
      expect(await reachedByNew(given)).toEqual(likeAdmin(given));
    });
    test(`${title}, as ${form}: also with what the environment adds`, async () => {
      for (const [name, value] of Object.entries(ENVIRONMENT)) vi.stubEnv(name, value);
      const given = admin(url.replaceAll("FOLDER", folder));
      expect(await reachedByNew(given)).toEqual(likeAdmin(given));
    });
  }

test.each([
  [{ user: "admin" }],
  [{ host: "db.example", port: 6432, user: "admin", password: "canary", database: "shop" }],
  [{ host: "db.example", user: "admin", ssl: true }],
  [{ host: "db.example", user: "admin", ssl: false }],
  [{ host: "db.example", user: "admin", ssl: { ca: "ca", servername: "other.example" } }],
  [{ host: "/var/run/postgresql", user: "admin", password: async () => "canary" }],
  [
    {
      host: "db.example",
      options: "-c a=b",
      statement_timeout: 5,
      keepAlive: true,
      client_encoding: "latin1",
      user: "admin",
    },
  ],
] as const)("options %#, as they are, as a client's and as a pool's", async (options) => {
  for (const given of [options, new Client(options), new Pool(options)])
    expect(await reachedByNew(given)).toEqual(likeAdmin(given));
  vi.stubEnv("PGSSLMODE", "no-verify");
  expect(await reachedByNew(options)).toEqual(likeAdmin(options));
});

test("a stream of the admin's own is used: it may be all of the security that there is", async () => {
  const stream = (): never => {
    throw new Error("not connected here");
  };
  const config = await loginConfig(NEW, { admin: { host: "db.example", stream } });
  expect(config.stream).toBe(stream);
});

test("what the connection says differs, what it leaves out is the secret's, then the admin's", async () => {
  const admin = "postgres://admin:canary@db.example/shop?sslmode=verify-full&application_name=rotator";
  const connection = { host: "replica.example", port: undefined, ssl: undefined } as ClientConfig;
  const near = await loginConfig(NEW, { admin, connection });
  expect(near).toMatchObject({
    host: "replica.example",
    port: 5432,
    database: "shop",
    ssl: {},
    application_name: "rotator",
  });
  const rest = { host: "third.example", port: "6543", dbname: "orders" };
  const own = await loginConfig({ ...NEW, rest }, { admin, connection });
  expect(own).toMatchObject({
    host: "replica.example", // what the secret says is the proxy that is to be gone round
    port: 5432,
    database: "orders",
    ssl: {},
    user: "app_b",
  });
  expect(await loginConfig({ ...NEW, rest }, { admin })).toMatchObject({
    host: "third.example",
    port: 6543,
    database: "orders",
  });
  const direct = { host: "10.0.0.7", port: 5433, database: "direct" };
  expect(await loginConfig({ ...NEW, rest }, { admin, connection: direct })).toMatchObject(direct);
  const text = { connectionString: "postgres://x:y@other.example:5434/a" };
  expect(await loginConfig({ ...NEW, rest }, { admin, connection: text })).toMatchObject({
    host: "other.example",
    port: 5434,
    database: "a",
  });
  const whole = await loginConfig(NEW, {
    admin,
    connection: { connectionString: "postgres://x:y@other.example/a?ssl=true" },
  });
  expect(whole).toMatchObject({
    host: "other.example",
    database: "a",
    ssl: true,
    user: "app_b",
    password: NEW.password,
  });
  expect(whole.application_name).toBeUndefined();
});

test("a pg that doesn't show its settings is an error: nobody could tell whether there is TLS", async () => {
  vi.resetModules();
  vi.doMock("pg", () => ({ default: { Client: Object } }));
  const { loginConfig: anew } = await import("./login.ts");
  const credential = { username: "app_b", password: "made-up", rest: {} };
  await expect(anew(credential, { admin: "postgres://db.example/shop" })).rejects.toThrow(
    "this version of pg doesn't show its settings",
  );
  vi.doUnmock("pg");
});
