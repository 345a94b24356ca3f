import { knownOptions } from "@confide/core/adapter";

import { IssuerError } from "../rotation-error.ts";
import type { Issuer } from "./issuer.ts";
import { type LogIn, loginBy } from "./log-in.ts";
import {
  underServerLock,
  type MysqlAccount,
  type MysqlConnection,
  mysqlErrors,
  type MysqlPool,
  quoteAccount,
  type RunStatement,
} from "./mysql-connection.ts";
import { newPassword } from "./new-password.ts";
import { assertTwoUsers, twoUsers } from "./two-users.ts";

export interface MysqlPasswordOptions {
  /** Who may alter both users, and read their rights: a connection or a pool of `mysql2/promise` or `mariadb`. */
  readonly admin: MysqlConnection | MysqlPool;
  /** Two users of the same rights. The secret holds one of them; a rotation sets the other's password and names it. */
  readonly users: readonly [string, string];
  /**
   * The host part of both accounts.
   *
   * @default "%"
   */
  readonly host?: string | undefined;
  readonly logIn: LogIn;
}

/**
 * Passwords of MariaDB and MySQL with no failed login: two users take turns, so that a client that still has the old password can
 * use it until the grace ends. Then the old user is locked. The secret is a JSON object with `username` and `password`.
 *
 * Locks are those of [MySQL](https://dev.mysql.com/doc/refman/8.4/en/account-locking.html), which
 * [MariaDB](https://mariadb.com/kb/en/account-locking/) has too.
 *
 * @throws RangeError for two equal users or a name that would have to be escaped
 *
 * @example
 * ```ts
 * import { mysqlPassword } from "@confide/rotation/issuers";
 * import { createConnection, createPool } from "mysql2/promise";
 *
 * const issuer = mysqlPassword({
 *   admin: createPool({ host: "localhost", user: "rotator" }),
 *   users: ["app_a", "app_b"],
 *   logIn: async ({ username: user, password }) => {
 *     const connection = await createConnection({ host: "localhost", user, password });
 *     await connection.end();
 *   },
 * });
 * ```
 */
export function mysqlPassword(options: MysqlPasswordOptions): Issuer {
  knownOptions("mysqlPassword()", options, { admin: true, users: true, host: true, logIn: true });
  const { admin, users, host = "%", logIn } = options;
  assertTwoUsers(users, "mysqlPassword");
  for (const user of users) quoteAccount({ user, host });

  return twoUsers({
    name: "mysql-password",
    users,
    makePassword: newMysqlPassword,
    logIn: loginBy(logIn, mysqlErrors),

    async setPassword({ username, password, from }, { mustGoOn, signal }) {
      const account = { user: username, host };
      await underServerLock(admin, { account, signal }, async (run) => {
        await assertSameRights(run, { user: from, host }, account);
        await mustGoOn();
        await run(`alter user ${quoteAccount(account)} identified by '${password}' account unlock`);
      });
    },

    async endPassword(user, { mustGoOn, signal }) {
      const account = { user, host };
      await underServerLock(admin, { account, signal }, async (run) => {
        await mustGoOn();
        // Nobody gets this one, so that the old password stays out when somebody unlocks the account.
        const ended = `alter user ${quoteAccount(account)} identified by '${newMysqlPassword()}' account lock`;
        await run(ended).catch(unlessNumber(NO_SUCH_USER));
      });
    },
  });
}

/** With one of each kind of character that [validate_password](https://dev.mysql.com/doc/refman/8.4/en/validate-password.html) asks for. */
export function newMysqlPassword(): string {
  return `${newPassword()}-aA1`;
}

/** @throws IssuerError where one may do what the other may not: every second rotation would take it away */
async function assertSameRights(run: RunStatement, from: MysqlAccount, to: MysqlAccount): Promise<void> {
  const [held, wanted] = [await grantsOf(run, to), await grantsOf(run, from)];
  const missing = wanted.filter((right) => !held.includes(right));
  const extra = held.filter((right) => !wanted.includes(right));
  const [lacks, of] = missing.length > 0 ? [to.user, from.user] : [from.user, to.user];
  const differing = missing.length > 0 ? missing : extra;
  if (differing.length === 0) return;
  throw new IssuerError(
    `${lacks} lacks ${differing.length} rights of ${of} (${differing.slice(0, 3).join("; ")}): give both the same, by one role for example`,
  );
}

async function grantsOf(run: RunStatement, account: MysqlAccount): Promise<readonly string[]> {
  const rows = await run(`show grants for ${quoteAccount(account)}`);
  const grants = rows.map((row) => rightIn(String(Object.values(row)[0]), account));
  return [...grants, ...(await defaultRolesOf(run, account))];
}

/** MySQL's `SHOW GRANTS` leaves out which roles are on after a login; MariaDB's has them. */
async function defaultRolesOf(run: RunStatement, { user, host }: MysqlAccount): Promise<readonly string[]> {
  const rows = await run(
    `select concat(DEFAULT_ROLE_USER, '@', DEFAULT_ROLE_HOST) as name from mysql.default_roles where USER = '${user}' and HOST = '${host}'`,
  ).catch(unlessNumber(NO_SUCH_TABLE));
  return rows.map(({ name }) => `SET DEFAULT ROLE ${String(name)}`);
}

const [NO_SUCH_TABLE, NO_SUCH_USER] = [1146, 1396];

function unlessNumber(number: number): (error: unknown) => readonly [] {
  return (error) => {
    if (Reflect.get(Object(error), "errno") === number) return [];
    throw error;
  };
}

/** What is granted, without to whom: what follows there has the password's hash in MariaDB. */
function rightIn(grant: string, { user, host }: MysqlAccount): string {
  const accounts = ["`", "'", '"'].map((quote) => [user, host].map((each) => quote + each + quote).join("@"));
  // From whom is of a partial revoke.
  const ends = accounts.flatMap((account) => ["TO", "FOR", "FROM"].map((word) => ` ${word} ${account}`));
  const end = ends.find((each) => grant.includes(each)) ?? " IDENTIFIED ";
  const [what = "", rest = ""] = grant.split(end);
  const option = /WITH (?:GRANT|ADMIN) OPTION/.exec(rest)?.[0];
  // MariaDB lists columns as they were granted.
  const right = what.replaceAll(
    /\(([^()]*)\)/g,
    (_, columns: string) => `(${columns.split(", ").sort().join(", ")})`,
  );
  return option === undefined ? right : `${right} ${option}`;
}
