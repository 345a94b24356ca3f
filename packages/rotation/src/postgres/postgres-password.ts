import { knownOptions } from "@confide/core/adapter";
import type { ClientConfig } from "pg";

import { credentialIn } from "../issuers/credential.ts";
import type { Issuer, IssuerApplyStep, IssuerValue } from "../issuers/issuer.ts";
import { assertTwoUsers, twoUsers } from "../issuers/two-users.ts";
import { connected, onConnection, type PostgresClient, type PostgresConnection } from "./connection.ts";
import { inTransaction } from "./in-transaction.ts";
import { postgresErrors } from "./explain-failure.ts";
import { quoteIdentifier } from "./identifier.ts";
import { checkLogin, loginConfig } from "./login.ts";
import { copyRightsIn, databasesWithRights } from "./other-databases.ts";
import { copyRights, type UserPair } from "./rights.ts";
import { scramVerifier } from "./scram-verifier.ts";

export interface PostgresPasswordOptions {
  /** Who may alter both users: an address, `pg`'s options, a connected client, or a pool. */
  readonly admin: PostgresConnection;
  /** Two users of the same rights. The secret holds one of them; a rotation sets the other's password and names it. */
  readonly users: readonly [string, string];
  /**
   * Where the new user is tried, whatever the secret says. A setting that is left out is the secret's (`host`, `port`,
   * `database`), and then the admin's, TLS too. With a `connectionString`, that alone counts.
   *
   * @default the admin's
   */
  readonly connection?: ClientConfig | undefined;
}

/**
 * Passwords of PostgreSQL with no failed login: two users take turns, so that a client that still has the old password can use
 * it until the grace ends. The secret is a JSON object with `username` and `password`.
 *
 * @throws RangeError for two equal users or a name that PostgreSQL doesn't take; TypeError for a client that doesn't show
 *   whether it is connected by TLS
 *
 * @example
 * ```ts
 * import { postgresPassword } from "@confide/rotation/postgres";
 *
 * const admin = process.env["ADMIN_URL"] ?? "postgresql://localhost/shop";
 * const issuer = postgresPassword({ admin, users: ["app_a", "app_b"] });
 * ```
 */
export function postgresPassword(options: PostgresPasswordOptions): Issuer {
  knownOptions("postgresPassword()", options, { admin: true, users: true, connection: true });
  const { admin, users, connection } = options;
  for (const user of users) quoteIdentifier(user);
  assertTwoUsers(users, "postgresPassword");
  checkLogin({ admin, connection });

  async function logIn(value: IssuerValue): Promise<void> {
    const credential = credentialIn(value);
    const config = await loginConfig(credential, { admin, connection });
    const tried = { role: credential.username, what: "log in" };
    const client = await postgresErrors.explaining(tried, async () => connected(config));
    try {
      await client.query("select 1");
    } finally {
      await client.end();
    }
  }

  const asAdmin = async (work: (client: PostgresClient) => Promise<void>) =>
    postgresErrors.explaining({ role: "the admin", what: "log in" }, async () => onConnection(admin, work));

  return twoUsers({
    name: "postgres-password",
    users,
    logIn,
    setPassword: async ({ username: to, password, from }, step) =>
      asAdmin(async (client) => setPassword(client, { step, to, from, password, admin })),
    endPassword: async (user, { mustGoOn }) =>
      asAdmin(async (client) =>
        inTransaction(client, user, async (begin) => {
          await mustGoOn();
          begin(`alter role ${user}`);
          await client.query(`alter role ${quoteIdentifier(user)} password null`);
        }),
      ),
  });
}

interface Setting extends UserPair {
  readonly step: IssuerApplyStep;
  readonly password: string;
  readonly admin: PostgresConnection;
}

/**
 * In one transaction where all rights are of one database. Other databases see a role once it is committed, so it is made without
 * a password then, and gets that last: who can log in has all the rights.
 */
async function setPassword(client: PostgresClient, setting: Setting): Promise<void> {
  const { step, from, to, admin } = setting;
  const elsewhere = await inTransaction(client, to, async (begin) => {
    await step.mustGoOn();
    const databases = await databasesWithRights(client, { from, to });
    if (databases.length === 0) await setPasswordHere(client, setting, begin);
    else if (await isMissing(client, to)) {
      begin(`create role ${to}`);
      await client.query(`create role ${quoteIdentifier(to)}`);
    }
    return databases;
  });
  for (const database of elsewhere) await copyRightsIn(database, { from, to }, admin);
  if (elsewhere.length > 0)
    await inTransaction(client, to, async (begin) => {
      await step.mustGoOn();
      await setPasswordHere(client, setting, begin);
    });
}

async function setPasswordHere(
  client: PostgresClient,
  { from, to, password }: Setting,
  begin: (what: string) => void,
): Promise<void> {
  const verb = (await isMissing(client, to)) ? "create" : "alter";
  begin(`${verb} role ${to}`);
  // The verifier's characters need no quoting: base64, $ and :.
  await client.query(`${verb} role ${quoteIdentifier(to)} login password '${scramVerifier(password)}'`);
  await copyRights(client, { from, to }, begin);
}

async function isMissing(client: PostgresClient, role: string): Promise<boolean> {
  const { rows } = await client.query("select from pg_roles where rolname = $1", [role]);
  return rows.length === 0;
}
