import { tmpdir } from "node:os";

import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { describe, expect, test } from "vitest";

import * as aws from "./aws/index.ts";
import * as rotation from "./index.ts";
import * as issuers from "./issuers/index.ts";
import * as postgres from "./postgres/index.ts";

const { randomKey } = rotation;
const freshStore = () => memoryStore({ "prod/key": "made-up-first-key" });
const store = freshStore();
const at = { store, name: "prod/key" };
const all = { ...at, issuer: randomKey() };
const key = new Secret("made-up-key-of-notices");
const logIn = async () => {};
const users = ["app_a", "app_b"] as const;
const iam = {} as Parameters<typeof issuers.iamAccessKey>[0]["iam"];
const storageAccounts = {} as Parameters<typeof issuers.azureStorageKey>[0]["storageAccounts"];
const admin = { query: async () => [[]], command: async () => ({}), sendCommand: async () => "" } as never;
const connection = "postgresql://localhost/shop";

/** Each public function, with options that it takes. */
const takers: Readonly<Record<string, (more: object) => unknown>> = {
  rotate: async (more) => rotation.rotate({ ...all, ...more }),
  rotateIfDue: async (more) => rotation.rotateIfDue({ ...all, everyMs: 1e9, ...more }),
  endGrace: async (more) => rotation.endGrace({ ...all, ...more }),
  abortRotation: async (more) => rotation.abortRotation({ ...all, ...more }),
  rotationStatus: async (more) => rotation.rotationStatus({ ...at, ...more }),
  checkRotation: (more) => rotation.checkRotation({ ...all, ...more }),
  schedule: async (more) => rotation.schedule({ ...all, everyMs: 1e9, ...more }).close(),
  keyVerifier: (more) => rotation.keyVerifier({ ...at, ...more }),
  shortestGraceMs: (more) => rotation.shortestGraceMs("vault", more),
  serverDate: (more) => rotation.serverDate("https://vault.example", more),
  defineIssuer: (more) => rotation.defineIssuer({ create: async () => key, ...more }),
  randomKey: (more) => randomKey(more),
  fileLock: (more) => rotation.fileLock({ folder: tmpdir(), ...more }),
  notifyHttp: (more) => rotation.notifyHttp({ url: "https://app.example", key, ...more }),
  verifyNotice: (more) => rotation.verifyNotice({ body: "", signature: "", key, ...more }),
  notifySignal: (more) => rotation.notifySignal({ pidFile: "/run/shop.pid", ...more }),
  awsRotationHandler: (more) => aws.awsRotationHandler(randomKey(), { store, ...more }),
  azureStorageKey: (more) =>
    issuers.azureStorageKey({
      storageAccounts,
      resourceGroupName: "g",
      accountName: "a",
      test: logIn,
      ...more,
    }),
  iamAccessKey: (more) => issuers.iamAccessKey({ iam, userName: "shop", test: logIn, ...more }),
  mongodbPassword: (more) => issuers.mongodbPassword({ admin, users, logIn, ...more }),
  mysqlPassword: (more) => issuers.mysqlPassword({ admin, users, logIn, ...more }),
  mysqlDualPassword: (more) => issuers.mysqlDualPassword({ admin, user: "app", logIn, ...more }),
  redisPassword: (more) => issuers.redisPassword({ admin, user: "app", logIn, ...more }),
  postgresPassword: (more) => postgres.postgresPassword({ admin: connection, users, ...more }),
  postgresLock: (more) => postgres.postgresLock({ connection, ...more }),
  notifyPostgres: (more) => postgres.notifyPostgres({ connection, ...more }),
};

async function thrownBy(run: () => unknown): Promise<unknown> {
  try {
    await run();
    return undefined;
  } catch (error) {
    return error;
  }
}

test("these are all public functions but defineRotations, which takes rotations by their names", () => {
  const entries = { ...rotation, ...issuers, ...postgres, ...aws };
  const functions = Object.entries(entries).flatMap(([name, value]) =>
    typeof value === "function" && /^[a-z]/.test(name) ? [name] : [],
  );
  expect(Object.keys(takers).sort()).toEqual(functions.filter((name) => name !== "defineRotations").sort());
});

describe.each(Object.entries(takers))("%s", (name, take) => {
  test("refuses an option that it doesn't have", async () => {
    const error = await thrownBy(() => take({ unknwon: "made-up" }));
    expect(error).toBeInstanceOf(TypeError);
    expect(String(error)).toContain(`${name}() has no option unknwon: `);
    expect(await thrownBy(() => take({}))).toBeUndefined();
  });
});

test("a misspelt grace is no day", async () => {
  const untouched = freshStore();
  const misspelt = { ...all, store: untouched, graceMS: 0 };
  for (const verb of ["rotate", "rotateIfDue", "schedule"])
    expect(String(await thrownBy(() => takers[verb]?.(misspelt)))).toBe(
      `TypeError: ${verb}() has no option graceMS: did you mean graceMs?`,
    );
  expect((await rotation.rotationStatus({ ...at, store: untouched })).current).toBe("1");
});

test("now is for endGrace alone: with rotate the old value would stay good for a day", async () => {
  const now = { ...all, store: freshStore(), now: true };
  expect(String(await thrownBy(async () => rotation.rotate(now)))).toContain("rotate() has no option now: ");
  expect(await rotation.endGrace(now)).toMatchObject({ outcome: "nothing" });
});

test("one object serves all verbs of a rotation, and the reader of its status", async () => {
  const wide = {
    ...all,
    store: freshStore(),
    graceMs: 0,
    everyMs: 1e9,
    notify: [],
    lookEveryMs: 1e6,
    signal: undefined,
  };
  await rotation.endGrace(wide);
  await rotation.abortRotation(wide);
  expect((await rotation.rotationStatus(wide)).phase).toBe("idle");
  expect(await rotation.keyVerifier({ ...wide, ttlMs: 5 }).verify("made-up-other-key")).toBeUndefined();
});

test("confirm has its own", async () => {
  const confirm = { readers: [], seenBy: async () => undefined, timeoutMS: 5 };
  expect(String(await thrownBy(async () => rotation.rotate({ ...all, confirm })))).toBe(
    "TypeError: confirm of rotate() has no option timeoutMS: did you mean timeoutMs?",
  );
});

test("defineRotations names the rotation", () => {
  const rotations = { "session-key": { ...all, issue: randomKey(), every: 3 } };
  expect(() => rotation.defineRotations(rotations)).toThrow(
    "session-key has no options issue and every: did you mean issuer?",
  );
  expect(() => rotation.defineRotations({ "session-key": { ...all, onTurn: () => {} } })).toThrow(
    "session-key has no option onTurn: ",
  );
  expect(rotation.defineRotations({ a: all })).toEqual({ a: all });
});
