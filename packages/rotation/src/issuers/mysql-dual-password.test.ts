import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { passwordIn } from "../../test/fakes/fake-vendor.ts";
import { FakeMysql, loggingIn, mysqlDualVendor } from "../../test/fakes/mysql.ts";
import { issuerContract } from "../../test/issuer-contract.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { abortRotation } from "../abort-rotation.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { mysqlDualPassword } from "./mysql-dual-password.ts";

issuerContract("two passwords of one MySQL user", mysqlDualVendor);

function world(vendor = mysqlDualVendor()) {
  const { issuer, server, first } = vendor;
  const store = memoryStore({ key: first });
  const account = () => server.accounts.get("app");
  return { vendor, server, account, at: { store, name: "key", issuer } };
}

const secretOf = (password: string) =>
  new Secret<string | Uint8Array>(JSON.stringify({ username: "app", password }));
const revokeStep = { rotationId: "r", name: "n", version: "1", handle: undefined, mustGoOn: async () => {} };

/** Leaves the password of a rotation that was given up as the primary one, and the current one as the secondary. */
async function givenUp({ at }: ReturnType<typeof world>): Promise<void> {
  const refusing = { ...at.issuer, test: async () => Promise.reject(new Error("no")) };
  await expect(rotate({ ...at, issuer: refusing })).rejects.toThrow("test failed");
  await abortRotation(at);
}

test("the old password is the secondary one until its grace ends", async () => {
  const { server, account, at } = world();
  await rotate(at);
  expect(account()?.secondary).toBe("first-password-of-app");
  await endGrace({ ...at, now: true });
  expect(account()?.secondary).toBeUndefined();
  expect(server.statements.filter((each) => each.startsWith("alter"))).toEqual([
    expect.stringMatching(/^alter user 'app'@'%' identified by '[\w-]{43}-aA1' retain current password$/),
    "alter user 'app'@'%' discard old password",
  ]);
});

test("after a rotation that was given up, the current password is kept, and the one that was given up is not", async () => {
  const made = world();
  await givenUp(made);
  expect(made.account()?.secondary).toBe("first-password-of-app");
  const lost = made.account()?.primary ?? "";
  await rotate(made.at);
  expect(made.account()?.secondary).toBe("first-password-of-app");
  expect(() => made.server.login("app", lost)).toThrow("Access denied");
});

test.each(["it doesn't log in", "it can't be written in every mode"])(
  "where the current password can't be made the primary one, since %s, nothing is set",
  async (why) => {
    const made = world();
    await givenUp(made);
    const before = { ...made.account() };
    const odd = secretOf(why.startsWith("it doesn't") ? "another-password" : "it's");
    const apply = made.at.issuer.apply?.({
      ...revokeStep,
      version: "2",
      value: secretOf("new-password"),
      current: async () => odd,
      isRepeated: false,
    });
    await expect(apply).rejects.toThrow(
      "app has a secondary password, and whether the current one is the primary",
    );
    expect(made.account()).toEqual(before);
  },
);

test("a history of passwords that forbids it is named with what helps", async () => {
  const made = world();
  await givenUp(made);
  made.server.keepsHistory = true;
  await expect(rotate(made.at)).rejects.toThrow(
    "its password history refuses to set a password again (3638). allow that: ALTER USER … PASSWORD HISTORY 0",
  );
  expect(() => made.server.login("app", "first-password-of-app")).not.toThrow();
});

test("a password that a run before has set isn't set again, which would make it the secondary one too", async () => {
  const { at, account, server } = world();
  await expect(rotate({ ...at, issuer: { ...at.issuer, test: async () => Promise.reject(new Error("no")) } })).rejects.toThrow("test failed"); // prettier-ignore
  const before = { ...account() };
  server.statements.length = 0;
  expect(await rotate(at)).toMatchObject({ outcome: "resumed" });
  expect(account()).toEqual(before);
  expect(server.statements).toEqual([]);
});

test("a late end doesn't discard what another rotation has put there since", async () => {
  const { at, account } = world();
  await rotate(at);
  await endGrace({ ...at, now: true });
  await rotate(at);
  const second = account()?.secondary;
  await at.issuer.revoke?.({ ...revokeStep, value: async () => secretOf("first-password-of-app") });
  expect(account()?.secondary).toBe(second);
});

test("a connection that is lost is no refusal: the old password isn't taken for ended", async () => {
  const { at, vendor, account } = world();
  await rotate(at);
  const error = Object.assign(new Error("canary"), { code: "ECONNRESET" });
  vendor.faults.plan = (_, call) => (call === "login" ? { when: "before", error } : undefined);
  await expect(endGrace({ ...at, now: true })).rejects.toThrow("revoke failed for key");
  vendor.faults.clear();
  await endGrace({ ...at, now: true });
  expect(account()?.secondary).toBeUndefined();
});

test("where the store has lost the old password, the end is refused until there is one password", async () => {
  const { at, account, server } = world();
  await rotate(at);
  const revoke = async () => at.issuer.revoke?.({ ...revokeStep, value: async () => undefined });
  await expect(revoke()).rejects.toThrow("run ALTER USER 'app'@'%' DISCARD OLD PASSWORD");
  expect(account()?.secondary).toBe("first-password-of-app");
  server.add("app", passwordIn(await valueIn(at.store, "key")));
  await revoke();
});

test("a user that is missing, and a secret of another one, are refused", async () => {
  const made = world();
  made.server.accounts.delete("app");
  await expect(rotate(made.at)).rejects.toThrow("MySQL has no user 'app'@'%': make it");
  const store = memoryStore({ key: JSON.stringify({ username: "root", password: "made-up" }) });
  await expect(rotate({ ...made.at, store })).rejects.toThrow("the secret names another user than app");
});

test.each([1064, 1054])("a server without dual passwords (%d) is told from others", async (errno) => {
  const server = new FakeMysql();
  const admin = {
    query: async (statement: string) => {
      if (statement.includes("mysql.user")) throw Object.assign(new Error("canary"), { errno });
      return [[{ locked: 1 }], []];
    },
  };
  const issuer = mysqlDualPassword({ admin, user: "app", logIn: loggingIn(server) });
  const store = memoryStore({ key: mysqlDualVendor().first });
  await expect(rotate({ store, name: "key", issuer })).rejects.toThrow(
    "for dual passwords take MySQL 8.0.14 or newer; for MariaDB and older servers, mysqlPassword with two users",
  );
});

test("names that would have to be escaped are refused", () => {
  const options = { admin: new FakeMysql(), logIn: async () => {} };
  expect(() => mysqlDualPassword({ ...options, user: "it's" })).toThrow(RangeError);
  expect(() => mysqlDualPassword({ ...options, user: "app", host: "\\" })).toThrow(RangeError);
});

test("a rotator that gets the lock late sets nothing again: the secondary password is the current one", async () => {
  const { server, account, at } = world();
  await rotate(at);
  const before = { ...account() };
  const set = server.statements.length;
  await at.issuer.apply?.({
    ...revokeStep,
    version: "2",
    value: secretOf(before.primary ?? ""),
    current: async () => secretOf("first-password-of-app"),
    isRepeated: false,
  });
  expect(account()).toEqual(before);
  expect(server.statements.slice(set).filter((each) => each.startsWith("alter"))).toEqual([]);
});

test("a locked account has not ended its grace", async () => {
  const { account, at } = world();
  await rotate(at);
  const locked = account();
  if (locked) locked.isLocked = true;
  await expect(endGrace({ ...at, now: true })).rejects.toThrow("the account is locked");
  expect(account()?.secondary).toBe("first-password-of-app");
});
