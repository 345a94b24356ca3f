import { expect, test } from "vitest";

import { IssuerError } from "../rotation-error.ts";
import { isPlain, isRefusedLogin, mysqlErrors, quoteAccount } from "./mysql-connection.ts";

const failure = (errno: unknown) => Object.assign(new Error("canary"), { errno });
const tried = { role: "app", what: "log in" };

test.each([
  [1045, "check user, password and host of app"],
  [1227, "give it CREATE USER"],
  [1142, "give it SELECT ON mysql.*"],
  [1143, "give it SELECT ON mysql.*"],
  [1044, "give it SELECT ON mysql.*"],
  [1396, "there is no such user"],
  [1141, "there is no such user"],
  [3118, "ALTER USER app ACCOUNT UNLOCK"],
  [4151, "ALTER USER app ACCOUNT UNLOCK"],
  [1040, "raise max_connections"],
  [1203, "raise max_user_connections"],
  [1290, "connect to the primary"],
  [1836, "connect to the primary"],
  [1819, "correct validate_password"],
  [1064, "take MySQL 8.0.14 or newer"],
  [1054, "take MySQL 8.0.14 or newer"],
  [3638, "PASSWORD HISTORY 0"],
])("error %d is told with who, what, and what helps", (errno, told) => {
  const error = mysqlErrors.explained(failure(errno), tried);
  expect(error).toBeInstanceOf(IssuerError);
  expect(String(error)).toContain(`app could not log in: `);
  expect(String(error)).toContain(told);
  expect(String(error)).not.toContain("canary");
});

test("anything else stays what it is", () => {
  for (const error of [failure(1), failure("1045"), failure(undefined), "1045"])
    expect(mysqlErrors.explained(error, tried)).toBe(error);
});

test("only the server refuses a password, and not where the account is locked", () => {
  expect(isRefusedLogin(failure(1045))).toBe(true);
  for (const error of [
    failure(3118),
    failure(4151),
    failure(1040),
    failure("1045"),
    new Error("canary"),
    "1045",
    undefined,
  ])
    expect(isRefusedLogin(error)).toBe(false);
});

test("an account as SQL has it", () => {
  expect(quoteAccount({ user: "app", host: "10.0.0.%" })).toBe("'app'@'10.0.0.%'");
  expect(["a b", "ä$%", "", "'", '"', "`", "\\", "\n"].map(isPlain)).toEqual([
    true, true, true, false, false, false, false, false,
  ]); // prettier-ignore
});
