import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { Secret } from "@confide/core";
import { Client, type ClientConfig, Pool } from "pg";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import { selfSigned } from "../../../../scripts/servers/certificate.ts";
import { impostor } from "../../test/postgres-impostor.ts";
import type { PostgresConnection } from "./connection.ts";
import { postgresPassword } from "./postgres-password.ts";

const USERS = ["app_a", "app_b"] as const;
const NEW = "made-up-new-password";

let folder: string;
let trusted: ReturnType<typeof selfSigned>;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "confide-tls-"));
  trusted = selfSigned();
  writeFileSync(join(folder, "ca.pem"), trusted.cert);
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.unstubAllEnvs();
});

/** What every spelling says: only a server with the certificate in `ca.pem`, or one that is known to all. */
const tlsOnly: Readonly<Record<string, (port: number) => PostgresConnection>> = {
  "sslmode=require": (port) => `postgres://admin:x@127.0.0.1:${port}/db?sslmode=require`,
  "sslmode=prefer": (port) => `postgres://admin:x@127.0.0.1:${port}/db?sslmode=prefer`,
  "sslmode=verify-ca": (port) => `postgres://admin:x@127.0.0.1:${port}/db?sslmode=verify-ca`,
  "sslmode=verify-full": (port) => `postgres://admin:x@127.0.0.1:${port}/db?sslmode=verify-full`,
  "verify-ca with sslrootcert": (port) =>
    `postgres://admin:x@127.0.0.1:${port}/db?sslmode=verify-ca&sslrootcert=${folder}/ca.pem`,
  "verify-ca of libpq": (port) =>
    `postgres://admin:x@127.0.0.1:${port}/db?uselibpqcompat=true&sslmode=verify-ca&sslrootcert=${folder}/ca.pem`,
  "require of libpq with sslrootcert": (port) =>
    `postgres://admin:x@127.0.0.1:${port}/db?uselibpqcompat=true&sslmode=require&sslrootcert=${folder}/ca.pem`,
  "sslrootcert alone": (port) => `postgres://admin:x@127.0.0.1:${port}/db?sslrootcert=${folder}/ca.pem`,
  "ssl=true": (port) => `postgres://admin:x@127.0.0.1:${port}/db?ssl=true`,
  "ssl=1": (port) => `postgres://admin:x@127.0.0.1:${port}/db?ssl=1`,
  "a Secret": (port) => new Secret(`postgres://admin:x@127.0.0.1:${port}/db?sslmode=require`),
  "ssl: true": (port) => ({ host: "127.0.0.1", port, user: "admin", ssl: true }),
  "ssl: { ca }": (port) => ({ host: "127.0.0.1", port, user: "admin", ssl: { ca: trusted.cert } }),
  "an address among options": (port) => ({
    connectionString: `postgres://admin:x@127.0.0.1:${port}/db`,
    ssl: { ca: trusted.cert },
  }),
  PGSSLMODE(port) {
    vi.stubEnv("PGSSLMODE", "verify-full");
    return `postgres://admin:x@127.0.0.1:${port}/db`;
  },
  "a client": (port) => new Client({ host: "127.0.0.1", port, user: "admin", ssl: { ca: trusted.cert } }),
  "a client by its address": (port) => new Client(`postgres://admin:x@127.0.0.1:${port}/db?sslmode=require`),
  "a pool": (port) => new Pool({ host: "127.0.0.1", port, user: "admin", ssl: { ca: trusted.cert } }),
  "a pool by its address": (port) =>
    new Pool({ connectionString: `postgres://admin:x@127.0.0.1:${port}/db?sslmode=verify-ca` }),
};

async function logIn(admin: PostgresConnection, connection?: ClientConfig): Promise<unknown> {
  const issuer = postgresPassword({ admin, users: USERS, ...(connection && { connection }) });
  const value = new Secret<string | Uint8Array>(JSON.stringify({ username: "app_b", password: NEW }));
  const step = { rotationId: "r", name: "n", version: "2", value };
  return issuer.test?.(step).catch((error: unknown) => error);
}

for (const [title, admin] of Object.entries(tlsOnly)) {
  test(`admin by ${title}: a man in the middle with another certificate doesn't get the new password`, async () => {
    await using other = await impostor(selfSigned());
    expect(await logIn(admin(other.port))).toBeInstanceOf(Error);
    expect(other.heard()).toBe("");
  });

  test(`admin by ${title}: nor one who says that there is no TLS`, async () => {
    await using plain = await impostor();
    expect(await logIn(admin(plain.port))).toBeInstanceOf(Error);
    expect(plain.heard()).toBe("");
  });
}

test.each(["verify-ca with sslrootcert", "verify-ca of libpq", "ssl: { ca }", "a client", "a pool"])(
  "admin by %s: a server with the right certificate is logged in to",
  async (title) => {
    await using right = await impostor(trusted);
    await logIn(tlsOnly[title]?.(right.port) ?? "");
    expect(right.heard()).toContain("app_b");
    expect(right.heard()).toContain(NEW);
  },
);

test("a client that hides how it is connected is refused, unless the connection says it", async () => {
  const wrapper = { host: "127.0.0.1", port: 5432, query: async () => ({ rows: [] }) };
  const options = { admin: wrapper, users: USERS };
  expect(() => postgresPassword(options)).toThrow("doesn't show whether it is connected by TLS");
  expect(() => postgresPassword({ ...options, connection: { database: "db" } })).toThrow("pass connection");
  expect(postgresPassword({ ...options, connection: { ssl: false } }).name).toBe("postgres-password");
  await using other = await impostor(selfSigned());
  await logIn({ ...wrapper, port: other.port }, { ssl: true });
  expect(other.heard()).toBe("");
});

test("a secret whose host is elsewhere isn't logged in to without TLS because the admin uses a socket", async () => {
  await using plain = await impostor();
  const issuer = postgresPassword({ admin: "postgres://%2Fvar%2Frun/db?user=admin", users: USERS });
  const value = new Secret<string | Uint8Array>(
    JSON.stringify({ username: "app_b", password: NEW, host: "127.0.0.1", port: plain.port }),
  );
  const step = { rotationId: "r", name: "n", version: "2", value };
  await expect(issuer.test?.(step)).rejects.toThrow("pass connection with ssl");
  expect(plain.heard()).toBe("");
});

test.each([[{ username: "app_b", password: "" }], [{ username: "", password: NEW }]])(
  "an empty user or password is none: pg would take the environment's",
  async (credential) => {
    vi.stubEnv("PGPASSWORD", "of-the-admin");
    await using plain = await impostor();
    const admin = `postgres://admin@127.0.0.1:${plain.port}/db`;
    const issuer = postgresPassword({ admin, users: USERS });
    const value = new Secret<string | Uint8Array>(JSON.stringify(credential));
    await expect(issuer.test?.({ rotationId: "r", name: "n", version: "2", value })).rejects.toThrow(
      "is no JSON object",
    );
    expect(plain.heard()).toBe("");
  },
);

const admin = "postgres://admin:x@127.0.0.1:1/db?sslmode=require";

test("two users are two, by names that PostgreSQL takes", () => {
  expect(() => postgresPassword({ admin, users: ["app_a", "app_a"] })).toThrow(
    new RangeError("postgresPassword takes two different users"),
  );
  for (const users of [
    ["", "app_b"],
    ["app_a", "a\0"],
  ] as const)
    expect(() => postgresPassword({ admin, users })).toThrow(RangeError);
});

test("the other user's new password is made, and all else of the secret stays", async () => {
  const issuer = postgresPassword({ admin, users: USERS });
  expect([issuer.name, issuer.credentials]).toEqual(["postgres-password", "two-slots"]);
  for (const [from, to] of [USERS, USERS.toReversed()]) {
    const held = new Secret<string | Uint8Array>(
      JSON.stringify({ username: from, password: "made-up", host: "db.example" }),
    );
    const step = {
      rotationId: "r",
      name: "n",
      current: async () => held,
      currentHandle: async () => from,
      idempotencyKey: "k",
    };
    const made = JSON.parse(String((await issuer.create(step)).reveal())) as object;
    expect(made).toEqual({
      username: to,
      host: "db.example",
      password: expect.stringMatching(/^[\w-]{43}$/) as string,
    });
    expect(issuer.handleOf?.(held)).toBe(from);
  }
});

test("a secret of another user's is refused: no password is set that nobody asked for", async () => {
  const issuer = postgresPassword({ admin, users: USERS });
  const message = `the secret names none of the users app_a and app_b as its "username"`;
  const held = new Secret<string | Uint8Array>(JSON.stringify({ username: "postgres", password: "made-up" }));
  const step = {
    rotationId: "r",
    name: "n",
    current: async () => held,
    currentHandle: async () => undefined,
    idempotencyKey: "k",
  };
  await expect(issuer.create(step)).rejects.toThrow(message);
  const revoked = {
    rotationId: "r",
    name: "n",
    version: "1",
    value: async () => held,
    mustGoOn: async () => {},
  };
  await expect(issuer.revoke?.({ ...revoked, handle: "postgres" })).rejects.toThrow(message);
  await issuer.revoke?.({ ...revoked, handle: undefined }); // which one isn't known, so none is ended
});

describe("the other user's password", () => {
  const value = new Secret<string | Uint8Array>(JSON.stringify({ username: "app_b", password: NEW }));
  const step = { rotationId: "r", name: "n", version: "2", value, current: async () => value };

  /** What is asked of a server that has this role already, or not; nobody can log in there. */
  async function asked(roles: readonly object[], mustGoOn: () => Promise<void>) {
    const queries: string[] = [];
    const query = async (text: string, values?: unknown[]) => {
      queries.push(
        `${text.trim().replaceAll(/\s+/g, " ").slice(0, 60)} ${values ? String(values) : ""}`.trim(),
      );
      return { rows: text.includes("from pg_roles where rolname") ? roles : [] };
    };
    const connection = { host: "127.0.0.1", port: 1, ssl: false };
    const issuer = postgresPassword({ admin: { query }, users: USERS, connection });
    const failure: unknown = await issuer.apply?.({ ...step, mustGoOn }).catch((error: unknown) => error);
    return { queries, failure };
  }

  test.each([
    ["create", []],
    ["alter", [{}]],
  ])("is set by one transaction: %s role", async (verb, roles) => {
    const { queries, failure } = await asked(roles, async () => {});
    expect(failure).toBeUndefined();
    expect(queries.slice(0, 4)).toEqual([
      "begin; set local lock_timeout = '10s'; set local statement_t",
      "select pg_advisory_xact_lock(hashtextextended($1, 0)) confide:app_b",
      "select datname as database from pg_database where datname <> app_a,app_b",
      "select from pg_roles where rolname = $1 app_b",
    ]);
    expect(queries[4]).toMatch(new RegExp(`^${verb} role "app_b" login password 'SCRAM-SHA-256\\$`));
    expect(queries.at(-1)).toBe("commit");
    expect(queries.join()).not.toContain(NEW);
  });

  test("is not set where the rotation must not go on", async () => {
    const stopped = new Error("stopped");
    const { queries, failure } = await asked([], async () => Promise.reject(stopped));
    expect(failure).toBe(stopped);
    expect(queries.map((each) => each.slice(0, 8))).toEqual(["begin; s", "select p", "rollback"]);
  });
});
