import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { loggingIn, mysqlVendor } from "../../test/fakes/mysql.ts";
import { issuerContract } from "../../test/issuer-contract.ts";
import { textOf } from "../../test/target.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { mysqlPassword } from "./mysql-password.ts";

issuerContract("two users of MySQL", mysqlVendor);

const logIn = async () => {};
const admin = { query: async () => [] };

test("two users are two, by names that need no escaping", () => {
  const users = (one: string, other: string) => () => mysqlPassword({ admin, users: [one, other], logIn });
  expect(users("app", "app")).toThrow(new RangeError("mysqlPassword takes two different users"));
  for (const name of ["", "a'b", 'a"b', "a`b", "a\\b", "a\0"])
    expect(users(name, "app")).toThrow("without quotes, backslashes and control characters");
  expect(() => mysqlPassword({ admin, users: ["a", "b"], host: "'", logIn })).toThrow(RangeError);
});

test("a new password has every kind of character that a policy asks for", async () => {
  const { issuer } = mysqlVendor();
  const value = new Secret<string | Uint8Array>('{"username":"app_b","password":"made-up"}');
  const step = {
    rotationId: "r",
    name: "n",
    current: async () => value,
    currentHandle: async () => undefined,
    idempotencyKey: "k",
  };
  const made = JSON.parse(textOf(await issuer.create(step))) as object;
  expect(made).toEqual({ username: "app_a", password: expect.stringMatching(/^[\w-]{43}-aA1$/) as string });
});

/** What is sent for one rotation and the end of its grace. */
async function sent(vendor = mysqlVendor()) {
  const at = { store: memoryStore({ key: vendor.first }), name: "key", issuer: vendor.issuer };
  const failure: unknown = await rotate(at).catch((error: unknown) => error);
  await endGrace({ ...at, now: true });
  const statements = vendor.server.statements.map((each) =>
    each.replaceAll(/identified by '[^']+'/g, "identified by …").replaceAll(/'confide:[\w-]+'/g, "…"),
  );
  return { statements, failure };
}

test("a password is set and ended under a lock of the server, and the old user is locked", async () => {
  const { statements } = await sent();
  expect(statements).toEqual([
    "select get_lock(…, 10) as locked",
    "show grants for 'app_b'@'%'",
    "select concat(DEFAULT_ROLE_USER, '@', DEFAULT_ROLE_HOST) as name from mysql.default_roles where USER = 'app_b' and HOST = '%'",
    "show grants for 'app_a'@'%'",
    "select concat(DEFAULT_ROLE_USER, '@', DEFAULT_ROLE_HOST) as name from mysql.default_roles where USER = 'app_a' and HOST = '%'",
    "alter user 'app_b'@'%' identified by … account unlock",
    "select release_lock(…)",
    "select get_lock(…, 10) as locked",
    "alter user 'app_a'@'%' identified by … account lock",
    "select release_lock(…)",
  ]);
});

test.each([
  ["app_b", "app_a", "app_b lacks 1 rights of app_a (GRANT INSERT ON `shop`.*)"],
  ["app_a", "app_b", "app_a lacks 1 rights of app_b (GRANT INSERT ON `shop`.*)"],
])("what %s may not do and %s may stops the rotation", async (_, may, told) => {
  const vendor = mysqlVendor();
  vendor.server.accounts.get(may)?.grants.push(`GRANT INSERT ON \`shop\`.* TO \`${may}\`@\`%\``);
  const { failure, statements } = await sent(vendor);
  expect(String(failure)).toContain(told);
  expect(statements.some((each) => each.startsWith("alter"))).toBe(false);
});

test("the right to give a right on is a right too, and a role and its default count", async () => {
  for (const grant of [
    "GRANT SELECT ON `shop`.* TO 'app_b'@'%'",
    "GRANT `r`@`%` TO `app_b`@`%`",
    "SET DEFAULT ROLE `r` FOR `app_b`@`%`",
    "REVOKE SELECT ON `pay`.* FROM `app_b`@`%`",
  ]) {
    const vendor = mysqlVendor();
    vendor.server.accounts.get("app_b")?.grants.push(grant);
    expect(String((await sent(vendor)).failure)).toContain("app_a lacks 1 rights of app_b");
  }
});

test("a role that is on after a login counts in MySQL, whose grants don't show that; MariaDB has no table of it", async () => {
  const vendor = mysqlVendor();
  vendor.server.accounts.get("app_a")?.defaultRoles.push("app@%");
  expect(String((await sent(vendor)).failure)).toContain(
    "app_b lacks 1 rights of app_a (SET DEFAULT ROLE app@%)",
  );
  vendor.server.accounts.get("app_b")?.defaultRoles.push("app@%");
  expect((await sent(vendor)).failure).toMatchObject({ outcome: "rotated" });
  const other = mysqlVendor();
  other.server.isMariadb = true;
  expect((await sent(other)).failure).toMatchObject({ outcome: "rotated" });
});

test("the same grants are the same in a server that quotes as ANSI does, and where a part is revoked", async () => {
  const vendor = mysqlVendor();
  for (const [user, { grants }] of vendor.server.accounts)
    grants.splice(
      0,
      9,
      `GRANT SELECT ON "shop".* TO "${user}"@"%"`,
      `REVOKE SELECT ON "pay".* FROM "${user}"@"%"`,
    );
  expect((await sent(vendor)).failure).toMatchObject({ outcome: "rotated" });
});

test("no hash of MariaDB's grants is shown, whatever form they have", async () => {
  for (const grant of [
    "GRANT ALL ON *.* TO `app_b`@`%` IDENTIFIED BY PASSWORD '*hash'",
    "GRANT SOMETHING IDENTIFIED VIA x USING '*hash'",
  ]) {
    const vendor = mysqlVendor();
    vendor.server.accounts.get("app_b")?.grants.push(grant);
    const { failure } = await sent(vendor);
    expect(String(failure)).toContain("app_a lacks 1 rights of app_b");
    expect(String(failure)).not.toContain("hash");
  }
});

test("columns that were granted in another order are the same", async () => {
  const vendor = mysqlVendor();
  const granted = (user: string, columns: string) =>
    `GRANT SELECT (${columns}), UPDATE (\`a\`) ON \`shop\`.\`t\` TO \`${user}\`@\`%\``;
  vendor.server.accounts.get("app_a")?.grants.push(granted("app_a", "`a`, `b`, `d`"));
  vendor.server.accounts.get("app_b")?.grants.push(granted("app_b", "`d`, `a`, `b`"));
  expect((await sent(vendor)).failure).toMatchObject({ outcome: "rotated" });
});

test("an old user that somebody has dropped during its grace is ended", async () => {
  const vendor = mysqlVendor();
  const at = { store: memoryStore({ key: vendor.first }), name: "key", issuer: vendor.issuer };
  await rotate(at);
  vendor.server.accounts.delete("app_a");
  expect(await endGrace({ ...at, now: true })).toMatchObject({ outcome: "retired" });
});

test("a user that is missing is named with what helps", async () => {
  const vendor = mysqlVendor();
  vendor.server.accounts.delete("app_b");
  expect(String((await sent(vendor)).failure)).toContain(
    "the admin could not change a user: there is no such user (1396). make it, with the rights that it is to have",
  );
});

test("a rotator that is at it already keeps another out", async () => {
  const vendor = mysqlVendor();
  const busy = { query: async () => [{ locked: 0 }] }; // rows as the client `mariadb` has them
  const issuer = mysqlPassword({ admin: busy, users: ["app_a", "app_b"], logIn: loggingIn(vendor.server) });
  const at = { store: memoryStore({ key: vendor.first }), name: "key", issuer };
  await expect(rotate(at)).rejects.toThrow("another rotator is at app_b: try again when it is done");
});

test("a pool's connection is given back after good work, and closed after bad", async () => {
  const done: string[] = [];
  for (const destroy of [() => done.push("destroy"), undefined])
    for (const fails of [false, true]) {
      const query = async (statement: string) => {
        if (fails && statement.startsWith("alter")) throw new Error("canary");
        return [[{ locked: 1 }], []];
      };
      const connection = { query, release: () => done.push("release"), ...(destroy && { destroy }) };
      const pool = { getConnection: async () => connection };
      const issuer = mysqlPassword({ admin: pool, users: ["app_a", "app_b"], logIn });
      const at = { store: memoryStore({ key: mysqlVendor().first }), name: "key", issuer };
      await rotate(at).catch(() => {});
    }
  expect(done).toEqual(["release", "destroy", "release", "release"]);
});
