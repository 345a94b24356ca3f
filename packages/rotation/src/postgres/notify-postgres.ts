import { knownOptions } from "@confide/core/adapter";

import type { NotifyReaders } from "../steps/notify.ts";
import { onConnection, type PostgresConnection } from "./connection.ts";

export interface NotifyPostgresOptions {
  readonly connection: PostgresConnection;
  /** @default "confide" */
  readonly channel?: string | undefined;
}

/**
 * `NOTIFY` with the notice as JSON: every application that listens on the channel gets it.
 *
 * @example
 * ```ts
 * import { notifyPostgres } from "@confide/rotation/postgres";
 *
 * const notify = notifyPostgres({ connection: process.env["ADMIN_URL"] ?? "postgresql://localhost/shop" });
 * ```
 */
export function notifyPostgres(options: NotifyPostgresOptions): NotifyReaders {
  knownOptions("notifyPostgres()", options, { connection: true, channel: true });
  const { connection, channel = "confide" } = options;
  return async (notice) =>
    onConnection(connection, async (client) => {
      await client.query("select pg_notify($1, $2)", [channel, JSON.stringify(notice)]);
    });
}
