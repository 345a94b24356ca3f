import { Secret } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import { FakeRedis, REDIS_FIRST, redisVendor, sha256 } from "../../test/fakes/redis.ts";
import { issuerContract } from "../../test/issuer-contract.ts";
import { textOf } from "../../test/target.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { redisPassword, type RedisPasswordOptions } from "./redis-password.ts";

issuerContract("Redis", redisVendor);

const FIRST = sha256("first-password-of-app");
const secretOf = (text: string) => new Secret<string | Uint8Array>(text);

/** A rotation that is over as far as the server is concerned. */
async function rotated(options: Partial<RedisPasswordOptions>, first = REDIS_FIRST) {
  const { issuer } = redisVendor(options);
  const store = memoryStore({ key: first });
  return rotate({ store, name: "key", issuer }).then(
    ({ outcome }) => outcome,
    (error: unknown) => (error as Error).message,
  );
}

test("it has a name, and room for any number of passwords", () => {
  expect(redisVendor().issuer).toMatchObject({ name: "redis-password", credentials: "many" });
});

test("the server gets the hash of a password, and never the password", async () => {
  const commands: string[][] = [];
  const server = new FakeRedis();
  server.setUser("app", "on", `#${FIRST}`);
  const admin = {
    sendCommand: async (command: string[]) => (commands.push(command), server.sendCommand(command)),
  };
  const issuer = redisPassword({ admin, user: "app", logIn: async () => {} });
  const store = memoryStore({ key: REDIS_FIRST });
  await rotate({ store, name: "key", issuer });
  expect(commands.map((command) => command.join(" "))).toEqual([
    "ACL GETUSER app",
    expect.stringMatching(/^ACL SETUSER app #[\da-f]{64}$/),
    "ACL SAVE",
  ]);
});

test("every node gets it, since none copies users to another", async () => {
  const nodes = [new FakeRedis(), new FakeRedis(), new FakeRedis()];
  for (const node of nodes) node.setUser("app", "on", `#${FIRST}`);
  expect(await rotated({ admin: nodes, logIn: async () => {} })).toBe("rotated");
  for (const node of nodes) expect(node.users.get("app")?.passwords.size).toBe(2);
});

test.each([
  [
    "READONLY You can't write against a read only replica.",
    "it is a replica that takes no such change (READONLY)",
  ],
  ["LOADING Redis is loading the dataset in memory", "Redis is reading its data (LOADING). rotate again"],
  ["MISCONF Redis is configured to save RDB snapshots", "Redis can't write to its disk"],
  ["ERR unknown command 'ACL'", "Redis refused the command (ERR). check that it is Redis 6 or newer"],
])("a node that answers %j is told by its place in the list, and not quoted", async (message, told) => {
  const nodes = [new FakeRedis(), new FakeRedis()];
  for (const node of nodes) node.setUser("app", "on", `#${FIRST}`);
  const failing = { sendCommand: async () => Promise.reject(new Error(`${message} canary`)) };
  const failure = await rotated({ admin: [...nodes, failing] });
  expect(failure).toContain(`the admin of node 3 of 3 could not call ACL GETUSER: ${told}`);
  expect(failure).not.toContain("canary");
});

test("a node without the user stops the rotation before any node is changed", async () => {
  const nodes = [new FakeRedis(), new FakeRedis()];
  nodes[0]?.setUser("app", "on", `#${FIRST}`);
  expect(await rotated({ admin: nodes })).toContain("Redis has no user app: make it by ACL SETUSER");
  expect(nodes.map((node) => node.users.get("app")?.passwords.size)).toEqual([1, undefined]);
});

test("no nodes are none", () => {
  expect(() => redisPassword({ admin: [], user: "app", logIn: async () => {} })).toThrow(
    new RangeError("redisPassword takes one client for each node"),
  );
});

test.each([
  [["on", "nopass"], "app is let in with any password (nopass)"],
  [["off"], "app is off, so that nobody can log in: turn it on by ACL SETUSER app on"],
])("a user that is %s is refused", async (rules, told) => {
  const admin = new FakeRedis();
  admin.setUser("app", ...rules);
  expect(await rotated({ admin })).toContain(told);
});

test("a reply by RESP3 is read too, as a map and as an object", async () => {
  const forms = [
    (pairs: ReadonlyMap<string, unknown>): object => pairs,
    (pairs: ReadonlyMap<string, unknown>): object => Object.fromEntries(pairs),
  ];
  for (const form of forms) {
    const admin = new FakeRedis();
    admin.setUser("app", "on", `#${FIRST}`);
    const sendCommand = async (command: readonly string[]) => {
      const reply = await admin.sendCommand(command);
      if (!Array.isArray(reply)) return reply;
      const [, flags, , passwords] = reply as [string, string[], string, string[]];
      return form(new Map<string, unknown>([["flags", new Set(flags)], ["passwords", passwords]])); // prettier-ignore
    };
    expect(await rotated({ admin: { sendCommand }, logIn: async () => {} })).toBe("rotated");
  }
});

test("without a file of users the rotation ends with what helps, unless memory is enough", async () => {
  const admin = new FakeRedis();
  admin.hasAclFile = false;
  admin.setUser("app", "on", `#${FIRST}`);
  const logIn = async () => {};
  expect(await rotated({ admin, logIn })).toContain(
    'the admin could not call ACL SAVE: Redis keeps the change in memory only (ERR). set aclfile in its configuration, or pass persist: "config-file"',
  );
  expect(await rotated({ admin, logIn, persist: "memory-only" })).toBe("rotated");
});

test("users in the server's own configuration are saved there", async () => {
  const commands: string[] = [];
  const admin = {
    async sendCommand([name = "", subcommand = ""]: readonly string[]) {
      commands.push(`${name} ${subcommand}`);
      return subcommand === "GETUSER" ? ["flags", ["on"], "passwords", [FIRST]] : "OK";
    },
  };
  expect(await rotated({ admin, logIn: async () => {}, persist: "config-file" })).toBe("rotated");
  expect(commands).toEqual(["ACL GETUSER", "ACL SETUSER", "CONFIG REWRITE"]);
});

test("the secret of another user is refused before anything is made", async () => {
  const first = JSON.stringify({ username: "admin", password: "made-up-password" });
  expect(await rotated({}, first)).toContain('the secret names another user than app as its "username"');
});

test("what else the secret has stays, an address with the new password too", async () => {
  const { issuer } = redisVendor();
  const value = secretOf(
    '{"username":"app","password":"old-one","url":"rediss://app:old-one@cache:6379","tls":true}',
  );
  const step = {
    rotationId: "r",
    name: "n",
    current: async () => value,
    currentHandle: async () => undefined,
    idempotencyKey: "k",
  };
  const { password, ...rest } = JSON.parse(textOf(await issuer.create(step))) as { password: string };
  expect(password).toMatch(/^[\w-]{43}$/);
  expect(rest).toEqual({ username: "app", url: `rediss://app:${password}@cache:6379`, tls: true });
});

test("where the store has lost the old password, the end is refused until nobody has to guess which one it is", async () => {
  const { issuer, server } = redisVendor();
  server.setUser("app", `#${"0".repeat(64)}`);
  const step = { rotationId: "r", name: "n", version: "1", handle: undefined, mustGoOn: async () => {} };
  const revoke = async () => issuer.revoke?.({ ...step, value: async () => undefined });
  await expect(revoke()).rejects.toThrow(
    "remove its hash, which ACL GETUSER app shows, by ACL SETUSER app !HASH",
  );
  server.setUser("app", `!${FIRST}`);
  await revoke();
  expect(server.users.get("app")?.passwords.size).toBe(1);
});

test("what an earlier run has removed and not saved is saved", async () => {
  const { issuer, server } = redisVendor();
  await server.sendCommand(["ACL", "SAVE"]);
  server.setUser("app", `!${FIRST}`);
  await issuer.revoke?.({ rotationId: "r", name: "n", version: "1", handle: undefined, mustGoOn: async () => {}, value: async () => secretOf(REDIS_FIRST) }); // prettier-ignore
  server.restart();
  expect(server.users.get("app")?.passwords.size).toBe(0);
});

test("the current password stays where somebody has put it back by hand, in other words", async () => {
  const { issuer, server } = redisVendor();
  const store = memoryStore({ key: REDIS_FIRST });
  const at = { store, name: "key", issuer };
  await rotate(at);
  const back = new Secret(JSON.stringify({ host: "h", ...(JSON.parse(REDIS_FIRST) as object) }, null, 2));
  const context = { signal: AbortSignal.timeout(10_000), deadlineMs: Date.now() + 10_000, attempt: 1 };
  await store.put("key", back, { idempotencyKey: crypto.randomUUID(), stage: "current" }, context);
  await endGrace({ ...at, now: true });
  expect(server.users.get("app")?.passwords).toContain(FIRST);
});
