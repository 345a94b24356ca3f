import { knownOptions } from "@confide/core/adapter";

import { IssuerError } from "../rotation-error.ts";
import { isSameLogin, withCredential } from "./credential.ts";
import type { Issuer, IssuerValue } from "./issuer.ts";
import { credentialOf, type LogIn, loginBy, tryLogin } from "./log-in.ts";
import {
  underServerLock,
  isPlain,
  isRefusedLogin,
  type MysqlConnection,
  mysqlErrors,
  type MysqlPool,
  quoteAccount,
  type RunStatement,
} from "./mysql-connection.ts";
import { newMysqlPassword } from "./mysql-password.ts";

export interface MysqlDualPasswordOptions {
  /** Who may alter the user, and read `mysql.user`: a connection or a pool of `mysql2/promise` or `mariadb`. */
  readonly admin: MysqlConnection | MysqlPool;
  /** The user whose password is replaced. */
  readonly user: string;
  /**
   * The host part of its account.
   *
   * @default "%"
   */
  readonly host?: string | undefined;
  /** It has to reject with the client's own error, so that a refused login is told from a lost connection. */
  readonly logIn: LogIn;
}

/**
 * Passwords of one MySQL user, from MySQL 8.0.14 on: the new one becomes the primary password and the old one the secondary,
 * which is discarded when its grace ends. The secret is a JSON object with `username` and `password`.
 *
 * The rules are those of [dual passwords](https://dev.mysql.com/doc/refman/8.4/en/password-management.html#dual-passwords).
 *
 * @throws RangeError for a name that would have to be escaped
 *
 * @example
 * ```ts
 * import { mysqlDualPassword } from "@confide/rotation/issuers";
 * import { createConnection, createPool } from "mysql2/promise";
 *
 * const issuer = mysqlDualPassword({
 *   admin: createPool({ host: "localhost", user: "rotator" }),
 *   user: "app",
 *   logIn: async ({ username: user, password }) => {
 *     const connection = await createConnection({ host: "localhost", user, password });
 *     await connection.end();
 *   },
 * });
 * ```
 */
export function mysqlDualPassword(options: MysqlDualPasswordOptions): Issuer {
  knownOptions("mysqlDualPassword()", options, { admin: true, user: true, host: true, logIn: true });
  const { admin, user, host = "%", logIn } = options;
  const account = { user, host };
  const quoted = quoteAccount(account);
  const test = loginBy(logIn, mysqlErrors);

  /** Whether the server takes it. What failed in another way is thrown: it says nothing about the password. */
  async function isTaken(value: IssuerValue, signal: AbortSignal | undefined): Promise<boolean> {
    const credential = credentialOf(value, user);
    try {
      await tryLogin(logIn, credential, signal);
      return true;
    } catch (error) {
      if (isRefusedLogin(error)) return false;
      throw mysqlErrors.explained(error, { role: user, what: "log in" });
    }
  }

  /** A rotation that was given up has left its password as the primary one, and `RETAIN` would drop the current one for it. */
  async function makePrimary(run: RunStatement, value: IssuerValue, signal?: AbortSignal): Promise<void> {
    const { password } = credentialOf(value, user);
    if (!isPlain(password) || !(await isTaken(value, signal)))
      throw new IssuerError(
        `${user} has a secondary password, and whether the current one is the primary can't be said: run ALTER USER ${quoted} IDENTIFIED BY the current password, then DISCARD OLD PASSWORD`,
      );
    await run(`alter user ${quoted} identified by '${password}'`);
  }

  async function hasSecondary(run: RunStatement): Promise<boolean> {
    const [row] = await run(
      `select coalesce(json_contains_path(User_attributes, 'one', '$.additional_password'), 0) as retained from mysql.user where User = '${user}' and Host = '${host}'`,
    );
    if (row) return Number(row["retained"]) === 1;
    throw new IssuerError(`MySQL has no user ${quoted}: make it, or correct user and host`);
  }

  return {
    name: "mysql-dual-password",
    credentials: "two-slots",
    isSameCredential: isSameLogin,

    async create({ current }) {
      const value = await current();
      credentialOf(value, user);
      return withCredential(value, user, newMysqlPassword());
    },

    async apply({ value, current, isRepeated, signal, mustGoOn }) {
      const { password } = credentialOf(value, user);
      // Set by a run before this one: once more, and it would be the secondary password too.
      if (isRepeated !== false && (await isTaken(value, signal))) return;
      await underServerLock(admin, { account, signal }, async (run) => {
        const retained = await hasSecondary(run);
        // Another rotator may have set it before this one got the lock: then the secondary password is the current one.
        if (retained && (await isTaken(value, signal))) return;
        await mustGoOn();
        if (retained) await makePrimary(run, await current(), signal);
        await run(`alter user ${quoted} identified by '${password}' retain current password`);
      });
    },

    test: async ({ value, signal }) => test(value, signal),

    async revoke({ value, signal, mustGoOn }) {
      await underServerLock(admin, { account, signal }, async (run) => {
        if (!(await hasSecondary(run))) return;
        const old = await value();
        if (!old)
          throw new IssuerError(
            `the store no longer has the old password of ${user}, and MySQL has a secondary one: if the current one logs in, run ALTER USER ${quoted} DISCARD OLD PASSWORD`,
          );
        // Another rotation has put its own there since: what is secondary now may be the current one.
        if (!(await isTaken(old, signal))) return;
        await mustGoOn();
        await run(`alter user ${quoted} discard old password`);
      });
    },
  };
}
