import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { mongodbVendor, mongoError } from "../../test/fakes/mongodb.ts";
import { issuerContract } from "../../test/issuer-contract.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { mongodbPassword } from "./mongodb-password.ts";

issuerContract("MongoDB", mongodbVendor);

function world() {
  const { server, issuer, faults, first } = mongodbVendor();
  return { server, faults, at: { store: memoryStore({ key: first }), name: "key", issuer } };
}

test("the other user's password is set, and the old user gets one that nobody has", async () => {
  const { server, at } = world();
  await rotate(at);
  const { password } = JSON.parse(await valueIn(at.store, "key")) as { password: string };
  await endGrace({ ...at, now: true });
  expect(server.commands).toEqual([
    { usersInfo: "app_b", showAuthenticationRestrictions: true },
    { usersInfo: "app_a", showAuthenticationRestrictions: true },
    { updateUser: "app_b", pwd: password, writeConcern: { w: "majority" } },
    {
      updateUser: "app_a",
      pwd: expect.stringMatching(/^[\w-]{43}$/) as string,
      writeConcern: { w: "majority" },
    },
  ]);
});

test.each(["roles", "authenticationRestrictions"] as const)(
  "users that differ in %s are refused before a password is set",
  async (what) => {
    const { server, at } = world();
    server.users.get("app_b")?.[what].push({ role: "read", db: "shop" });
    await expect(rotate(at)).rejects.toThrow(
      "app_b and app_a differ in roles or authentication restrictions",
    );
    expect(server.users.get("app_b")?.password).toBe("a-password-that-nobody-has");
  },
);

test("the order of roles is no difference", async () => {
  const { server, at } = world();
  const other = { role: "read", db: "stock" };
  server.users.get("app_a")?.roles.push(other);
  server.users.get("app_b")?.roles.unshift(other);
  expect(await rotate(at)).toMatchObject({ outcome: "rotated" });
});

test("a user that is missing is said to be", async () => {
  const { server, at } = world();
  server.users.delete("app_b");
  await expect(rotate(at)).rejects.toThrow(
    "MongoDB has no user app_b: make it by createUser, with its roles",
  );
});

test.each([
  [13, "it is not allowed to (13). give it a role with viewUser and changePassword"],
  [11, "there is no such user (11). make it by createUser"],
  [10107, "connect to the replica set, not to one member"],
  [8000, "change users of Atlas by its own API"],
])("error %d is told with the command and what helps", async (code, told) => {
  const { faults, at } = world();
  faults.plan = (_, call) =>
    call === "updateUser" ? { when: "before", error: mongoError(code, "canary") } : undefined;
  const error: unknown = await rotate(at).catch((thrown: unknown) => thrown);
  expect(String(error)).toContain("the admin could not run updateUser for app_b: ");
  expect(String(error)).toContain(told);
  expect(String(error)).not.toContain("canary");
});

test("a refused login is told with the user", async () => {
  const { faults, at } = world();
  faults.plan = (_, call) =>
    call === "login" ? { when: "before", error: mongoError(18, "canary") } : undefined;
  await expect(rotate(at)).rejects.toThrow(
    "app_b could not log in: the password was not accepted (18). check user, password and authSource of app_b",
  );
});

test("two users are two", () => {
  const options = { admin: mongodbVendor().server, logIn: async () => {} };
  expect(() => mongodbPassword({ ...options, users: ["app", "app"] })).toThrow(
    new RangeError("mongodbPassword takes two different users"),
  );
});
