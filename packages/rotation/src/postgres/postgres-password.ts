import type { ClientConfig } from "pg";

import { credentialIn } from "../issuers/credential.ts";
import type { Issuer, IssuerApplyStep, IssuerValue } from "../issuers/issuer.ts";
import { assertTwoUsers, type PasswordChange, twoUsers } from "../issuers/two-users.ts";
import { connected, onConnection, type PostgresClient, type PostgresConnection } from "./connection.ts";
import { explained, explaining, isExplained } from "./explain-failure.ts";
import { quoteIdentifier } from "./identifier.ts";
import { checkLogin, loginConfig } from "./login.ts";
import { copyRights } from "./rights.ts";
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
export function postgresPassword({ admin, users, connection }: PostgresPasswordOptions): Issuer {
  for (const user of users) quoteIdentifier(user);
  assertTwoUsers(users, "postgresPassword");
  checkLogin({ admin, connection });

  async function logIn(value: IssuerValue): Promise<void> {
    const credential = credentialIn(value);
    const config = await loginConfig(credential, { admin, connection });
    const tried = { role: credential.username, what: "log in" };
    const client = await explaining(tried, async () => connected(config));
    try {
      await client.query("select 1");
    } finally {
      await client.end();
    }
  }

  const asAdmin = async (work: (client: PostgresClient) => Promise<void>) =>
    explaining({ role: "the admin", what: "log in" }, async () => onConnection(admin, work));

  return twoUsers({
    name: "postgres-password",
    users,
    logIn,
    setPassword: async (change, step) => asAdmin(async (client) => setPassword(client, change, step)),
    endPassword: async (user, { mustGoOn }) =>
      asAdmin(async (client) =>
        alone(client, user, async (begin) => {
          await mustGoOn();
          begin(`alter role ${user}`);
          await client.query(`alter role ${quoteIdentifier(user)} password null`);
        }),
      ),
  });
}

async function setPassword(
  client: PostgresClient,
  { username, password, from }: PasswordChange,
  { mustGoOn }: IssuerApplyStep,
): Promise<void> {
  await alone(client, username, async (begin) => {
    await mustGoOn();
    const { rows } = await client.query("select from pg_roles where rolname = $1", [username]);
    const verb = rows.length === 0 ? "create" : "alter";
    begin(`${verb} role ${username}`);
    // The verifier's characters need no quoting: base64, $ and :.
    await client.query(
      `${verb} role ${quoteIdentifier(username)} login password '${scramVerifier(password)}'`,
    );
    begin(`grant the rights of ${from} to ${username}`);
    await copyRights(client, from, username);
  });
}

/**
 * In one transaction, under a lock of the database: a rotator that was held up between looking and setting keeps all
 * others out, or has lost its connection and with it the right to set anything.
 *
 * @param work says what it is about to do, for an error
 */
async function alone(
  client: PostgresClient,
  user: string,
  work: (begin: (what: string) => void) => Promise<void>,
): Promise<void> {
  let what = `lock ${user}`;
  await client.query(BEGIN);
  try {
    await client.query("select pg_advisory_xact_lock(hashtextextended($1, 0))", [`confide:${user}`]);
    await work((next) => void (what = next));
    await client.query("commit");
  } catch (error) {
    await client.query("rollback").catch(() => {});
    throw isExplained(error) ? explained(error, { role: await userOf(client), what }) : error;
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
