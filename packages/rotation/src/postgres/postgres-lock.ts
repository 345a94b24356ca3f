import { knownOptions } from "@confide/core/adapter";
import type { Client } from "pg";

import type { RotationLock } from "../locks/lock.ts";
import { connected, isClient, isPool, type PostgresAddress, type PostgresPool } from "./connection.ts";

export interface PostgresLockOptions {
  /**
   * Of a connection for each lock, so no client of yours: what is locked is locked as long as it lives. With a pool, what
   * that connects with; none of its clients is held, so that a pool of one is enough for lock and work.
   */
  readonly connection: PostgresAddress | PostgresPool;
}

/**
 * An advisory lock of a PostgreSQL database. A holder that dies loses it with its connection.
 *
 * @throws TypeError for a client of your own
 *
 * @example
 * ```ts
 * import { postgresLock } from "@confide/rotation/postgres";
 *
 * const lock = postgresLock({ connection: process.env["ADMIN_URL"] ?? "postgresql://localhost/shop" });
 * ```
 */
export function postgresLock(options: PostgresLockOptions): RotationLock {
  knownOptions("postgresLock()", options, { connection: true });
  const { connection } = options;
  const address = isPool(connection) ? connection.options : connection;
  if (isClient(address))
    throw new TypeError("postgresLock opens a connection for each lock: pass an address, options or a pool");
  return {
    async acquire(name) {
      const client = await connected(address);
      const key = [`confide rotation ${name}`];
      const isMine = await locks(
        client,
        "select pg_try_advisory_lock(hashtextextended($1, 0)) as locked",
        key,
      );
      if (isMine)
        return {
          mustBeHeld: async () => void (await client.query("select 1")),
          release: async () => client.end(),
        };
      await client.end();
      return undefined;
    },
  };
}

async function locks(client: Client, text: string, values: readonly string[]): Promise<boolean> {
  try {
    const { rows } = await client.query<{ locked: boolean }>(text, [...values]);
    return rows[0]?.locked === true;
  } catch (error) {
    await client.end().catch(() => {});
    throw error;
  }
}
