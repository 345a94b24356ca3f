import { Secret } from "@confide/core";
import type { Client, ClientConfig } from "pg";

import { IssuerError, RotationError } from "../rotation-error.ts";

/** How a database is reached: an address with a password in it, `pg`'s own options, or a client or pool of its own. */
export type PostgresConnection = string | Secret | ClientConfig | PostgresClient | PostgresPool;

/** As much of `pg`'s Client as is used here: one connection. A given one is neither connected nor ended. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  readonly host?: string | undefined;
  readonly port?: number | undefined;
  readonly database?: string | undefined;
}

/** As much of `pg`'s Pool as is used here: one client of it does a whole piece of work, and is then given back. */
export interface PostgresPool {
  connect(): Promise<PooledClient>;
  /** What it makes its clients with. */
  readonly options: ClientConfig;
}

interface PooledClient extends PostgresClient {
  release(destroy?: boolean): void;
  on?(event: "error", listener: () => void): unknown;
  off?(event: "error", listener: () => void): unknown;
}

/** What a connection of its own is opened with. */
export type PostgresAddress = string | Secret | ClientConfig;

const CONNECT_TIMEOUT_MS = 10_000;

/** Does some work on one connection: a given client, one of the pool, or one that is opened for it. */
export async function onConnection<T>(
  connection: PostgresConnection,
  work: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  if (isPool(connection)) return onPooled(connection, work);
  if (isClient(connection)) return work(connection);
  const client = await connected(connection);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {}); // the work is done or failed by now
  }
}

async function onPooled<T>(pool: PostgresPool, work: (client: PostgresClient) => Promise<T>): Promise<T> {
  const client = (await pool.connect()) as PooledClient | undefined;
  if (typeof client?.release !== "function")
    throw new IssuerError("connect() of the pool gave no client that can be given back");
  client.on?.("error", ignore); // the pool doesn't listen while a client is out; the next query shows what was lost
  let isGood = false;
  try {
    const result = await work(client);
    isGood = true;
    return result;
  } finally {
    // After a failure nobody knows what state it is in: the pool opens another, and what this one still reports is ignored.
    if (isGood) client.off?.("error", ignore);
    client.release(!isGood);
  }
}

function ignore(): void {}

export async function connected(connection: PostgresAddress): Promise<Client> {
  const { Client: PgClient } = await importPg();
  const client = new PgClient({ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...configOf(connection) });
  client.on("error", ignore); // a connection that is lost shows in the next query
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return client;
}

/** Anything with `query` and `connect` that isn't `pg`'s Client, which connects only itself. */
export function isPool(connection: PostgresConnection): connection is PostgresPool {
  return (
    isClient(connection) && hasFunction(connection, "connect") && !("connectionParameters" in connection)
  );
}

export function isClient(connection: PostgresConnection): connection is PostgresClient {
  return typeof connection === "object" && hasFunction(connection, "query");
}

function hasFunction(object: object, name: string): boolean {
  return typeof Reflect.get(object, name) === "function";
}

export function configOf(connection: PostgresAddress): ClientConfig {
  if (typeof connection === "string") return { connectionString: connection };
  return connection instanceof Secret ? { connectionString: connection.reveal("connection") } : connection;
}

export async function importPg(): Promise<Pick<typeof import("pg"), "Client">> {
  try {
    return (await import("pg")).default;
  } catch {
    throw new RotationError({
      step: "plan",
      name: "pg",
      store: "postgres",
      message: "the package pg is not installed",
      fix: "npm install pg",
    });
  }
}
