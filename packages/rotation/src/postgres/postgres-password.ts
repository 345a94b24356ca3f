import type { ClientConfig } from "pg";

import type { IssuerApplyStep, Issuer, IssuerValue } from "../issuers/issuer.ts";
import { node } from "../node.ts";
import { connected, onConnection, type PostgresClient, type PostgresConnection } from "./connection.ts";
import { credentialIn, withCredential } from "./credential.ts";
import { explained, explaining, isExplained } from "./explain-failure.ts";
import { quoteIdentifier } from "./identifier.ts";
import { checkLogin, loginConfig } from "./login.ts";
import { copyRights } from "./rights.ts";
import { scramVerifier } from "./scram-verifier.ts";
import { IssuerError } from "../rotation-error.ts";

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
  if (users[0] === users[1]) throw new RangeError("postgresPassword takes two different users");
  checkLogin({ admin, connection });

  function otherThan(user: string | undefined): string {
    if (user === undefined || !users.includes(user))
      throw new IssuerError(`the secret names none of the users ${users.join(" and ")} as its "username"`);
    return users[0] === user ? users[1] : users[0];
  }

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

  return {
    name: "postgres-password",
    credentials: "two-slots",
    handleOf: (value) => credentialIn(value).username,

    async create({ current }) {
      const value = await current();
      // By the secret itself: who can write notes must not choose which user's password is set.
      const next = otherThan(credentialIn(value).username);
      const password = node.crypto.randomBytes(32).toString("base64url");
      return withCredential(value, next, password);
    },

    async apply(step) {
      // Set by a run before this one: nothing is to be set again while somebody may log in.
      if (
        step.isRepeated !== false &&
        (await logIn(step.value).then(
          () => true,
          () => false,
        ))
      )
        return;
      const { username, password } = credentialIn(step.value);
      await asAdmin(async (client) =>
        setPassword(client, { step, username, password, from: otherThan(username) }),
      );
    },

    test: async ({ value }) => logIn(value),

    async revoke({ handle, mustGoOn }) {
      if (handle === undefined) return;
      otherThan(handle); // only ever one of the two
      await asAdmin(async (client) =>
        alone(client, handle, async (begin) => {
          await mustGoOn();
          begin(`alter role ${handle}`);
          await client.query(`alter role ${quoteIdentifier(handle)} password null`);
        }),
      );
    },
  };
}

interface Setting {
  readonly step: IssuerApplyStep;
  readonly username: string;
  readonly password: string;
  readonly from: string;
}

async function setPassword(
  client: PostgresClient,
  { step, username, password, from }: Setting,
): Promise<void> {
  await alone(client, username, async (begin) => {
    await step.mustGoOn();
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
