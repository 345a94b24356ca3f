import { Secret } from "@confide/core";
import type { Client, ClientConfig } from "pg";

import { RotationError } from "../rotation-error.ts";

/** How a database is reached: an address with a password in it, `pg`'s own options, or a client of its own. */
export type PostgresConnection = string | Secret | ClientConfig | PostgresClient;

/** As much of `pg`'s Client (or of a pool's) as is used here. A given one is neither connected nor ended. */
export interface PostgresClient {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>;
  readonly host?: string;
  readonly port?: number;
  readonly database?: string | undefined;
}

const CONNECT_TIMEOUT_MS = 10_000;

/** Does some work on a connection, opened for it unless it was given. */
export async function onConnection<T>(
  connection: PostgresConnection,
  work: (client: PostgresClient) => Promise<T>,
): Promise<T> {
  if (isClient(connection)) return work(connection);
  const client = await connected(connection);
  try {
    return await work(client);
  } finally {
    await client.end().catch(() => {}); // the work is done or failed by now
  }
}

export async function connected(connection: Exclude<PostgresConnection, PostgresClient>): Promise<Client> {
  const { Client: PgClient } = await importPg();
  const client = new PgClient({ connectionTimeoutMillis: CONNECT_TIMEOUT_MS, ...configOf(connection) });
  client.on("error", () => {}); // a connection that is lost shows in the next query
  try {
    await client.connect();
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
  return client;
}

export function isClient(connection: PostgresConnection): connection is PostgresClient {
  return typeof connection === "object" && typeof Reflect.get(connection, "query") === "function";
}

export function configOf(connection: Exclude<PostgresConnection, PostgresClient>): ClientConfig {
  if (typeof connection === "string") return { connectionString: connection };
  return connection instanceof Secret ? { connectionString: connection.reveal("connection") } : connection;
}

async function importPg(): Promise<Pick<typeof import("pg"), "Client">> {
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
