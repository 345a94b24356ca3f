import type { Secret } from "@confide/core";
import { Pool, type QueryResultRow } from "pg";

export interface Database {
  readonly host: string;
  readonly port: number;
  readonly name: string;
  readonly username: string;
  readonly password: Secret;
}

interface Held {
  readonly pool: Pool;
  users: number;
  isRetired: boolean;
}

/** A pool of connections for each credential, so that an old one serves out what was begun with it. */
export class Pools {
  readonly #held = new Map<Database, Held>();

  async query<Row extends QueryResultRow>(database: Database, text: string): Promise<readonly Row[]> {
    const held = this.#held.get(database) ?? { pool: poolFor(database), users: 0, isRetired: false };
    this.#held.set(database, held);
    held.users++;
    try {
      return (await held.pool.query<Row>(text)).rows;
    } finally {
      held.users--;
      await this.#endUnused(database, held);
    }
  }

  /** It ends with the last query that waits for it: pg's pool would leave the waiting ones without an answer. */
  async retire(database: Database): Promise<void> {
    const held = this.#held.get(database);
    if (!held) return;
    held.isRetired = true;
    await this.#endUnused(database, held);
  }

  async close(): Promise<void> {
    await Promise.all([...this.#held.keys()].map(async (database) => this.retire(database)));
  }

  async #endUnused(database: Database, { pool, users, isRetired }: Held): Promise<void> {
    if (!isRetired || users > 0 || !this.#held.delete(database)) return;
    await pool.end();
  }
}

function poolFor({ host, port, name, username, password }: Database): Pool {
  const pool = new Pool({
    host,
    port,
    database: name,
    user: username,
    password: () => password.reveal(),
    max: 10,
    // So that a credential which is valid no more is found out while its old connections still work.
    maxUses: 20,
  });
  // A connection that the server ends while nobody uses it: the pool makes another.
  return pool.on("error", () => undefined);
}
