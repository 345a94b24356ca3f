import type { PostgresClient } from "./connection.ts";
import { postgresErrors } from "./explain-failure.ts";

/**
 * In one transaction, under a lock of the database: a rotator that was held up between looking and setting keeps all
 * others out, or has lost its connection and with it the right to set anything.
 *
 * @param work says what it is about to do, for an error
 */
export async function inTransaction<T>(
  client: PostgresClient,
  user: string,
  work: (begin: (what: string) => void) => Promise<T>,
): Promise<T> {
  let what = `lock ${user}`;
  await client.query(BEGIN);
  try {
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`confide:${user}`]);
    const result = await work((next) => void (what = next));
    await client.query("commit");
    return result;
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw postgresErrors.isExplained(error)
      ? postgresErrors.explained(error, { role: await userOf(client), what })
      : error;
  }
}

/** A migration that holds a lock, or a server that is too slow, is an error with a name, and no rotator that hangs. */
const BEGIN = "begin; set local lock_timeout = '10s'; set local statement_timeout = '30s'";

async function userOf(client: PostgresClient): Promise<string> {
  try {
    const { rows } = await client.query("select current_user::text as name");
    return (rows as { name?: string }[])[0]?.name ?? "the admin";
  } catch {
    return "the admin";
  }
}
