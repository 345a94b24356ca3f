import type { NotifyReaders } from "../notify.ts";
import { onConnection, type PostgresConnection } from "../postgres/connection.ts";

export interface NotifyPostgresOptions {
  readonly connection: PostgresConnection;
  /** @default "confide" */
  readonly channel?: string | undefined;
}

/**
 * `NOTIFY` with the notice as JSON: every application that listens on the channel gets it.
 *
 * @example
 * await rotate({ store, name, issuer, notify: notifyPostgres({ connection: adminUrl }) });
 */
export function notifyPostgres({ connection, channel = "confide" }: NotifyPostgresOptions): NotifyReaders {
  return async (notice) =>
    onConnection(connection, async (client) => {
      await client.query("select pg_notify($1, $2)", [channel, JSON.stringify(notice)]);
    });
}
