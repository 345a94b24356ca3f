import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

import { expect, test } from "vitest";

import * as aws from "./aws/index.ts";
import * as main from "./index.ts";
import * as issuers from "./issuers/index.ts";
import * as postgres from "./postgres/index.ts";

const folder = import.meta.dirname;
const sourceOf = (file: string) => readFileSync(join(folder, file), "utf8");
const rotation = { ...main, ...aws, ...issuers, ...postgres };
const entries = ["index.ts", "aws/index.ts", "issuers/index.ts", "postgres/index.ts"];
const files = globSync("**/*.ts", { cwd: folder }).filter(
  (file) => !/\.(test|long|servers|test-d)\./.test(file),
);

/** The names that an entry lists as types. */
function exportedTypes(entry: string): string[] {
  return [...sourceOf(entry).matchAll(/export (type )?\{([^}]*)\}/g)].flatMap(([, isType, list = ""]) =>
    list
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && (isType !== undefined || name.startsWith("type ")))
      .map((name) => name.replace(/^type /, "")),
  );
}

test("these values are public, and no others", () => {
  expect(Object.keys(rotation).sort()).toEqual([
    "IssuerError",
    "RotationError",
    "SIGNATURE_HEADER",
    "abortRotation",
    "awsRotationHandler",
    "azureStorageKey",
    "checkRotation",
    "defineIssuer",
    "defineRotations",
    "endGrace",
    "fileLock",
    "iamAccessKey",
    "keyVerifier",
    "mongodbPassword",
    "mysqlDualPassword",
    "mysqlPassword",
    "notifyHttp",
    "notifyPostgres",
    "notifySignal",
    "postgresLock",
    "postgresPassword",
    "randomKey",
    "redisPassword",
    "rotate",
    "rotateIfDue",
    "rotationStatus",
    "schedule",
    "serverDate",
    "shortestGraceMs",
    "verifyNotice",
  ]);
});

test("what needs pg or AWS, or is for one vendor, has an entry of its own", () => {
  expect(Object.keys(postgres).sort()).toEqual(["notifyPostgres", "postgresLock", "postgresPassword"]);
  expect(Object.keys(aws)).toEqual(["awsRotationHandler"]);
  expect(Object.keys(issuers).sort()).toEqual([
    "azureStorageKey",
    "iamAccessKey",
    "mongodbPassword",
    "mysqlDualPassword",
    "mysqlPassword",
    "redisPassword",
  ]);
  expect(Object.keys(main).filter((name) => name in postgres || name in aws || name in issuers)).toEqual([]);
});

test("these types are public, and no others", () => {
  expect(entries.flatMap((entry) => exportedTypes(entry)).sort()).toEqual([
    "AbortRotationOptions",
    "AbortRotationResult",
    "AskStoreTime",
    "AwsRotationEvent",
    "AwsRotationOptions",
    "AzureStorageAccounts",
    "AzureStorageKey",
    "AzureStorageKeyOptions",
    "ConfirmReaders",
    "DefineIssuerOptions",
    "EndGraceOptions",
    "EndGraceResult",
    "FileLockOptions",
    "HeldRotationLock",
    "IamAccessKey",
    "IamAccessKeyOptions",
    "IamClient",
    "Issuer",
    "IssuerApplyStep",
    "IssuerCreateStep",
    "IssuerRevokeStep",
    "IssuerTestStep",
    "IssuerValue",
    "KeyCandidate",
    "KeyMatch",
    "KeyVerifier",
    "KeyVerifierOptions",
    "LogIn",
    "MongodbDatabase",
    "MongodbPasswordOptions",
    "MysqlConnection",
    "MysqlDualPasswordOptions",
    "MysqlPasswordOptions",
    "MysqlPool",
    "NotifyHttpOptions",
    "NotifyPostgresOptions",
    "NotifyReaders",
    "NotifySignalOptions",
    "PasswordLogin",
    "PostgresAddress",
    "PostgresClient",
    "PostgresConnection",
    "PostgresLockOptions",
    "PostgresPasswordOptions",
    "PostgresPool",
    "RandomKeyOptions",
    "RedisClient",
    "RedisPasswordOptions",
    "RotateIfDueOptions",
    "RotateIfDueResult",
    "RotateOptions",
    "RotateResult",
    "RotationDefinition",
    "RotationDueOptions",
    "RotationLock",
    "RotationNotice",
    "RotationOptions",
    "RotationSchedule",
    "RotationStatus",
    "RotationStatusOptions",
    "RotationStep",
    "ScheduleRotationOptions",
    "VerifyNoticeOptions",
  ]);
});

test("every public function has an example", () => {
  const functions = Object.entries(rotation)
    .filter(([name, value]) => typeof value === "function" && /^[a-z]/.test(name))
    .map(([name]) => name);
  const text = files.map((file) => sourceOf(file)).join("\n");
  const documented = [...text.matchAll(/@example\n(?: \*.*\n)+? \*\/\nexport (?:async )?function (\w+)/g)];
  expect(new Set(documented.map(([, name]) => name))).toEqual(new Set(functions));
});

test("every option that may be left out may be undefined too", () => {
  const strict = files.flatMap((file) =>
    [
      ...sourceOf(file).matchAll(/export interface (\w+Options|Issuer|ConfirmReaders)\b[^{]*\{\n[^]*?\n\}/g),
    ].flatMap(([body, name]) =>
      body
        .split("\n")
        .filter((line) => /^ {2}readonly \w+\?:/.test(line) && !/\| undefined;$|: unknown;$/.test(line))
        .map((line) => `${file} ${name}: ${line.trim()}`),
    ),
  );
  expect(strict).toEqual([]);
});

test("no two files declare the same name", () => {
  const places = Map.groupBy(
    files.flatMap((file) =>
      [
        ...sourceOf(file).matchAll(
          /^(?:export )?(?:async )?(?:function|const|let|class|interface|type) (\w+)/gm,
        ),
      ].map(([, name]) => ({ file, name })),
    ),
    ({ name }) => name,
  );
  const twice = [...places.values()].filter((each) => new Set(each.map(({ file }) => file)).size > 1);
  expect(twice.flat()).toEqual([]);
});
