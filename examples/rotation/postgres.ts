import { cached, readSecret, secret, type SecretStore } from "@confide/core";
import { Pool } from "pg";
import * as z from "zod";

const DATABASE = z.object({ username: z.string(), password: secret(z.string()) });

export interface ServiceOptions {
  readonly store: SecretStore;
  readonly host: string;
  readonly port: number;
  /** How old a password may be that is used for a new connection. */
  readonly maxAgeMs: number;
}

/** A service on PostgreSQL: its pool is made anew when the secret names another user. */
export function service({ store, host, port, maxAgeMs }: ServiceOptions) {
  const database = cached(store, { ttlMs: maxAgeMs / 2, staleIfErrorMs: 0 });
  let open: { readonly username: string; readonly pool: Pool } | undefined;

  function poolOf({ username, password }: z.infer<typeof DATABASE>): Pool {
    if (open?.username === username) return open.pool;
    const before = open?.pool;
    const user = { user: username, password: password.reveal() };
    const pool = new Pool({ host, port, database: "postgres", ...user, max: 8 });
    pool.on("error", () => {}); // a connection that idles and is closed by the server
    open = { username, pool };
    if (before) void drained(before);
    return pool;
  }

  return {
    /** What a request does. */
    async countOrders(): Promise<number> {
      const pool = poolOf(await readSecret(database, "prod/database", { schema: DATABASE }));
      const { rows } = await pool.query<{ count: number }>("select count(*)::int as count from orders");
      return rows[0]?.count ?? 0;
    },
    close: async () => open?.pool.end(),
  };
}

/** Ends a pool when its queries are done: one that is ended forgets those that still wait for a connection. */
async function drained(pool: Pool): Promise<void> {
  while (pool.waitingCount > 0 || pool.idleCount < pool.totalCount)
    await new Promise((resolve) => setTimeout(resolve, 20));
  await pool.end();
}
