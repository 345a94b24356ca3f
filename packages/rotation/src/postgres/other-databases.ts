import { IssuerError, isIssuerError } from "../rotation-error.ts";
import { inTransaction } from "./in-transaction.ts";
import { onConnection, type PostgresClient, type PostgresConnection } from "./connection.ts";
import { postgresErrors } from "./explain-failure.ts";
import { settingsElsewhere } from "./login.ts";
import { copyRights, type UserPair } from "./rights.ts";

/** The other databases in which one of the two has a right, a policy or a default privilege. */
export async function databasesWithRights(
  client: PostgresClient,
  { from, to }: UserPair,
): Promise<readonly string[]> {
  const { rows } = await client.query(DATABASES, [from, to]);
  return (rows as { database: string }[]).map(({ database }) => database);
}

/** Copies what one database keeps, as a connection to another one can neither see nor change it. */
export async function copyRightsIn(
  database: string,
  pair: UserPair,
  admin: PostgresConnection,
): Promise<void> {
  const config = await settingsElsewhere(admin, database);
  if (!config)
    throw new IssuerError(
      `${pair.from} or ${pair.to} has rights in database ${database}, which the admin's client isn't connected to: pass admin as an address, options or a pool`,
    );
  await postgresErrors.explaining({ role: "the admin", what: `log in to database ${database}` }, async () =>
    onConnection(config, async (client) =>
      inTransaction(client, pair.to, async (begin) => {
        const beginHere = (what: string) => begin(`${what} in database ${database}`);
        await copyRights(client, pair, beginHere).catch((error: unknown) => {
          throw isIssuerError(error) ? new IssuerError(`in database ${database}: ${error.message}`) : error;
        });
      }),
    ),
  );
}

const DATABASES = `
  select datname as database from pg_database where datname <> current_database() and oid in (
    select dbid from pg_shdepend d join pg_roles r on r.oid = d.refobjid
    where d.refclassid = 'pg_authid'::regclass and r.rolname in ($1, $2))
  order by 1`;
