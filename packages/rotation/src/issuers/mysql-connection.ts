import { IssuerError } from "../rotation-error.ts";
import { uuidOf } from "../uuid.ts";
import { explainerOf } from "./explain.ts";

/** As much of a connection of `mysql2/promise` or `mariadb` as is used here. A given one is neither opened nor closed. */
export interface MysqlConnection {
  query(statement: string): Promise<unknown>;
}

/** As much of their pools: one connection of it does a whole piece of work, and is then given back. */
export interface MysqlPool {
  getConnection(): Promise<PooledConnection>;
}

interface PooledConnection extends MysqlConnection {
  release(): unknown;
  destroy?(): unknown;
}

/** Sends one statement, and returns the rows of its answer. */
export type RunStatement = (statement: string) => Promise<readonly MysqlRow[]>;

type MysqlRow = Readonly<Record<string, unknown>>;

/** An account as SQL names it. */
export interface MysqlAccount {
  readonly user: string;
  readonly host: string;
}

export interface MysqlWork {
  readonly account: MysqlAccount;
  readonly signal: AbortSignal | undefined;
}

/**
 * Works on one connection, under a lock of the server: a rotator that was held up keeps the others out, or has lost the
 * connection, and the lock with it.
 */
export async function underServerLock(
  admin: MysqlConnection | MysqlPool,
  { account, signal }: MysqlWork,
  work: (run: RunStatement) => Promise<void>,
): Promise<void> {
  const lock = `confide:${uuidOf("mysql", account.user, account.host)}`; // at most 64 characters
  await onMysqlConnection(admin, async (connection) => {
    const run: RunStatement = async (statement) => {
      signal?.throwIfAborted();
      return rowsIn(await connection.query(statement));
    };
    const [row] = await run(`select get_lock('${lock}', 10) as locked`);
    if (Number(row?.["locked"]) !== 1)
      throw new IssuerError(`another rotator is at ${account.user}: try again when it is done`);
    try {
      await work(run);
    } finally {
      await connection.query(`select release_lock('${lock}')`).catch(() => {});
    }
  });
}

async function onMysqlConnection(
  admin: MysqlConnection | MysqlPool,
  work: (connection: MysqlConnection) => Promise<void>,
): Promise<void> {
  const tried = { role: "the admin", what: "change a user" };
  await mysqlErrors.explaining(tried, async () =>
    "getConnection" in admin ? onMysqlPool(admin, work) : work(admin),
  );
}

async function onMysqlPool(
  pool: MysqlPool,
  work: (connection: MysqlConnection) => Promise<void>,
): Promise<void> {
  const connection = await pool.getConnection();
  try {
    await work(connection);
  } catch (error) {
    // Nobody knows what state it is in; the pool opens another.
    if (connection.destroy) connection.destroy();
    else connection.release();
    throw error;
  }
  connection.release();
}

/** `mysql2` answers with rows and columns, `mariadb` with rows alone. */
function rowsIn(answer: unknown): readonly MysqlRow[] {
  const rows: unknown = Array.isArray(answer) && Array.isArray(answer[0]) ? answer[0] : answer;
  return Array.isArray(rows) ? (rows as readonly MysqlRow[]) : [];
}

/** @throws RangeError for what would have to be escaped, in which the servers' modes differ */
export function quoteAccount({ user, host }: MysqlAccount): string {
  if (![user, host].every((name) => isPlain(name) && name !== ""))
    throw new RangeError(
      "users and hosts of MySQL are taken without quotes, backslashes and control characters",
    );
  return `'${user}'@'${host}'`;
}

/** In a string of SQL whatever the server's mode is. */
export function isPlain(text: string): boolean {
  return !/['"`\\\p{Cc}]/u.test(text);
}

export const mysqlErrors = explainerOf(
  {
    "1045": ({ role }) => ["the password was not accepted", `check user, password and host of ${role}`],
    "1227": () => ["the right to do it is missing", "give it CREATE USER ON *.*"],
    "1142": () => ["the right to read the users is missing", "give it SELECT ON mysql.*"],
    "1143": () => ["the right to read the users is missing", "give it SELECT ON mysql.*"],
    "1044": () => ["the right to read the users is missing", "give it SELECT ON mysql.*"],
    "1396": () => [
      "there is no such user",
      "make it, with the rights that it is to have, or correct user and host",
    ],
    "1141": () => [
      "there is no such user",
      "make it, with the rights that it is to have, or correct user and host",
    ],
    "3118": ({ role }) => ["the account is locked", `unlock it: ALTER USER ${role} ACCOUNT UNLOCK`],
    "4151": ({ role }) => ["the account is locked", `unlock it: ALTER USER ${role} ACCOUNT UNLOCK`],
    "1040": () => ["the server has as many connections as it takes", "raise max_connections, or close some"],
    "1203": () => [
      "the user has as many connections as it may have",
      "raise max_user_connections, or close some",
    ],
    "1290": () => ["the server takes no writes", "connect to the primary, not to a replica"],
    "1836": () => ["the server takes no writes", "connect to the primary, not to a replica"],
    "1819": () => ["the server's password policy refuses 43 random characters", "correct validate_password"],
    "1064": () => [
      "the server doesn't know the statement",
      "for dual passwords take MySQL 8.0.14 or newer; for MariaDB and older servers, mysqlPassword with two users",
    ],
    "1054": () => [
      "the server doesn't know the statement",
      "for dual passwords take MySQL 8.0.14 or newer; for MariaDB and older servers, mysqlPassword with two users",
    ],
    "3638": ({ role }) => [
      "its password history refuses to set a password again",
      `allow that: ALTER USER … PASSWORD HISTORY 0 PASSWORD REUSE INTERVAL 0 DAY, as ${role}`,
    ],
  },
  numberOf,
);

/** By its number, which all clients have: their names of it differ. */
function numberOf(error: Error): string | undefined {
  const number: unknown = Reflect.get(error, "errno");
  return typeof number === "number" ? String(number) : undefined;
}

/** Whether the server refused a password: not the network, nor a client that gave up, nor a locked account. */
export function isRefusedLogin(error: unknown): boolean {
  return error instanceof Error && numberOf(error) === "1045";
}
