import { mysqlDualPassword } from "../../src/issuers/mysql-dual-password.ts";
import { mysqlPassword } from "../../src/issuers/mysql-password.ts";
import type { Issuer } from "../../src/issuers/issuer.ts";
import { type FakeVendor, passwordIn, remembering } from "./fake-vendor.ts";
import { Faults } from "./faults.ts";

interface FakeAccount {
  primary: string;
  secondary: string | undefined;
  isLocked: boolean;
  readonly grants: string[];
  /** Of MySQL, which has a table of them. */
  readonly defaultRoles: string[];
}

/** As much of MySQL's account management as the issuers use, by its documentation; MariaDB's without dual passwords. */
export class FakeMysql {
  readonly accounts = new Map<string, FakeAccount>();
  readonly faults = new Faults();
  readonly statements: string[] = [];
  /** Who holds which of the server's locks. */
  readonly #locks = new Map<string, object>();
  /** Set passwords again, as `password_history` forbids. */
  keepsHistory = false;
  isMariadb = false;
  readonly #history = new Set<string>();

  add(user: string, password: string, grants: readonly string[] = []): void {
    this.#history.add(password);
    this.accounts.set(user, {
      primary: password,
      secondary: undefined,
      isLocked: false,
      grants: [...grants],
      defaultRoles: [],
    });
  }

  /** A pool of `mysql2/promise`. */
  async getConnection() {
    const holder = {};
    const drop = () => {
      for (const [name, held] of this.#locks) if (held === holder) this.#locks.delete(name);
    };
    return {
      query: async (statement: string) => {
        this.statements.push(statement);
        const name = /^(?:select )?\w+(?: user| grants|\()?/.exec(statement)?.[0] ?? "";
        return this.faults.pass(name, () => [this.#answer(statement, holder), []]);
      },
      release: () => {},
      destroy: drop,
    };
  }

  /** The connections of a process that has died are closed, and their locks with them. */
  dropAll(): void {
    this.#locks.clear();
  }

  login(user: string, password: string): void {
    const account = this.accounts.get(user);
    if (account?.isLocked) throw failure(3118, `account '${user}' is locked`);
    if (!account || ![account.primary, account.secondary].includes(password))
      throw failure(1045, `Access denied for user '${user}' with '${password}'`);
  }

  #answer(statement: string, holder: object): readonly object[] {
    const lock = /^select (get|release)_lock\('([^']+)'/.exec(statement);
    if (lock) return [this.#lock(lock[1] === "get", lock[2] ?? "", holder)];
    const [, asked] = /^select coalesce.*User = '([^']+)'/.exec(statement) ?? [];
    if (asked !== undefined) return this.#userRow(asked);
    const [, roles] =
      /^select concat.*from mysql\.default_roles where USER = '([^']+)'/.exec(statement) ?? [];
    if (roles !== undefined) return this.#defaultRoles(roles);
    const [, user = "", host = "", rest = ""] = /'([^']+)'@'([^']+)' ?(.*)$/.exec(statement) ?? [];
    const account = host === "%" ? this.accounts.get(user) : undefined;
    if (!account) throw failure(1396, `Operation ALTER USER failed for '${user}'@'${host}'`);
    if (statement.startsWith("show grants"))
      return account.grants.map((grant) => ({ [`Grants for ${user}`]: grant }));
    this.#alter(account, rest, statement);
    return [];
  }

  #lock(isWanted: boolean, name: string, holder: object): object {
    const held = this.#locks.get(name);
    const isFree = held === undefined || held === holder;
    if (isFree && isWanted) this.#locks.set(name, holder);
    if (isFree && !isWanted) this.#locks.delete(name);
    return { locked: isFree ? 1 : 0 };
  }

  #defaultRoles(user: string): readonly object[] {
    if (this.isMariadb) throw failure(1146, "Table 'mysql.default_roles' doesn't exist");
    return this.accounts.get(user)?.defaultRoles.map((name) => ({ name })) ?? [];
  }

  #userRow(user: string): readonly object[] {
    const account = this.accounts.get(user);
    return account ? [{ retained: account.secondary === undefined ? 0 : 1 }] : [];
  }

  #alter(account: FakeAccount, clauses: string, statement: string): void {
    const [, password] = /identified by '([^']+)'/.exec(clauses) ?? [];
    if (password !== undefined) {
      if (this.keepsHistory && this.#history.has(password))
        throw failure(3638, `Cannot use these credentials because of password history: ${statement}`);
      this.#history.add(password);
      if (clauses.includes("retain current password")) account.secondary = account.primary;
      account.primary = password;
    }
    if (clauses.includes("discard old password")) account.secondary = undefined;
    if (clauses.includes("account lock")) account.isLocked = true;
    if (clauses.includes("account unlock")) account.isLocked = false;
  }
}

function failure(errno: number, sqlMessage: string): Error {
  return Object.assign(new Error(sqlMessage), { errno, code: "ER_OF_A_FAKE", sqlMessage });
}

const errors: FakeVendor["errors"] = {
  denied: (secret) => failure(1227, `Access denied: ${secret}`),
  throttled: (secret) => failure(1040, `Too many connections for ${secret}`),
  cut: (secret) =>
    Object.assign(new Error(`Connection lost: ${secret}`), { code: "PROTOCOL_CONNECTION_LOST" }),
};

function vendorOf(server: FakeMysql, made: Issuer, first: string): FakeVendor {
  const { issuer, values } = remembering(made, first);
  const isTaken = (text: string) => {
    const { username } = JSON.parse(text) as { username: string };
    try {
      server.login(username, passwordIn(text));
      return true;
    } catch {
      return false;
    }
  };
  const valid = () => [...values].filter(isTaken);
  return {
    issuer,
    first,
    valid,
    revoked: () => new Set([...values].filter((each) => !isTaken(each))),
    faults: server.faults,
    errors,
    cleanUps: ["select release_lock("],
    disconnect: () => server.dropAll(),
    hasGrace: true,
  };
}

export function loggingIn(server: FakeMysql) {
  return async ({ username, password }: { readonly username: string; readonly password: string }) =>
    server.faults.pass("login", () => server.login(username, password));
}

/** Two users of the same rights, one of which has a password that is known. */
export function mysqlVendor(): FakeVendor & { readonly server: FakeMysql } {
  const server = new FakeMysql();
  const grants = (user: string) => [
    `GRANT USAGE ON *.* TO \`${user}\`@\`%\` IDENTIFIED BY PASSWORD '*hash-of-${user}'`,
    `GRANT SELECT ON \`shop\`.* TO \`${user}\`@\`%\` WITH GRANT OPTION`,
  ];
  server.add("app_a", "first-password-of-app", grants("app_a"));
  server.add("app_b", "a-password-that-nobody-has", grants("app_b"));
  const made = mysqlPassword({ admin: server, users: ["app_a", "app_b"], logIn: loggingIn(server) });
  const first = JSON.stringify({ username: "app_a", password: "first-password-of-app" });
  return { ...vendorOf(server, made, first), server };
}

/** One user with two passwords. */
export function mysqlDualVendor(): FakeVendor & { readonly server: FakeMysql } {
  const server = new FakeMysql();
  server.add("app", "first-password-of-app");
  const made = mysqlDualPassword({ admin: server, user: "app", logIn: loggingIn(server) });
  const first = JSON.stringify({ username: "app", password: "first-password-of-app" });
  return { ...vendorOf(server, made, first), server };
}
