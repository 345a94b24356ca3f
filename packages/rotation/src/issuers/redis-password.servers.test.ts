import { memoryStore } from "@confide/core/testing";
import { Redis } from "ioredis";
import { createClient } from "redis";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";

import { startRedis } from "../../../../scripts/servers.ts";
import { valueIn } from "../../test/store-helpers.ts";
import { endGrace } from "../end-grace.ts";
import { rotate } from "../rotate.ts";
import { redisPassword, type RedisClient } from "./redis-password.ts";

const NAME = "prod/redis";
const FIRST = JSON.stringify({ username: "app", password: "first-password" });

let server: Awaited<ReturnType<typeof startRedis>>;
let admin: ReturnType<typeof createClient>;

beforeAll(async () => {
  server = await startRedis();
  admin = createClient({ url: server.url });
  await admin.connect();
}, 300_000);
afterAll(async () => {
  admin.destroy();
  await server.stop();
});
beforeEach(async () => {
  await admin.sendCommand(["ACL", "SETUSER", "app", "reset", "on", ">first-password", "~app:*", "+@all"]);
});

function options(client: RedisClient) {
  const issuer = redisPassword({
    admin: client,
    user: "app",
    logIn: async ({ username, password }) => (await connected(username, password)).destroy(),
  });
  return {
    store: memoryStore({ [NAME]: FIRST }),
    name: NAME,
    issuer,
    graceMs: 60_000,
    readerMaxAgeMs: 0,
    propagationMs: 0,
  };
}

async function connected(username: string, password: string) {
  const client = createClient({
    url: server.url,
    username,
    password,
    socket: { reconnectStrategy: false },
  });
  client.on("error", () => {});
  return client.connect();
}

async function logsIn(text: string): Promise<boolean> {
  const { username, password } = JSON.parse(text) as { username: string; password: string };
  const client = await connected(username, password).catch(() => undefined);
  client?.destroy();
  return client !== undefined;
}

const clients: Readonly<Record<string, () => Promise<{ client: RedisClient; close: () => void }>>> = {
  async "redis, by RESP2"() {
    const client = createClient({ url: server.url, RESP: 2 });
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  async "redis, by RESP3"() {
    const client = createClient({ url: server.url, RESP: 3 });
    await client.connect();
    return { client, close: () => client.destroy() };
  },
  async ioredis() {
    const client = new Redis(server.url);
    return { client, close: () => client.disconnect() };
  },
};

describe.each(Object.entries(clients))("with %s", (_, open) => {
  test("both passwords log in during the grace, and then only the new one", async () => {
    const { client, close } = await open();
    const at = options(client);
    expect((await rotate(at)).outcome).toBe("rotated");
    const second = await valueIn(at.store, NAME);
    expect([await logsIn(FIRST), await logsIn(second)]).toEqual([true, true]);
    await endGrace({ ...at, now: true });
    expect([await logsIn(FIRST), await logsIn(second)]).toEqual([false, true]);
    await at.issuer.revoke?.({
      rotationId: "r",
      name: NAME,
      version: "1",
      handle: undefined,
      mustGoOn: async () => {},
      value: async () => undefined,
    });
    close();
  });
});

test("a restart forgets nothing, and an open connection goes on", async () => {
  const at = options(admin);
  const old = await connected("app", "first-password");
  await rotate(at);
  await endGrace({ ...at, now: true });
  expect(await old.set("app:key", "1")).toBe("OK");
  old.destroy();
  admin.destroy();
  await server.restart();
  admin = createClient({ url: server.url });
  await admin.connect();
  expect([await logsIn(FIRST), await logsIn(await valueIn(at.store, NAME))]).toEqual([false, true]);
});

test("a rotator needs no more than three commands, and without one of them its error names it", async () => {
  const needed = ["+acl|getuser", "+acl|setuser", "+acl|save"];
  const rotator = async (rights: readonly string[]) => {
    await admin.sendCommand(["ACL", "SETUSER", "rotator", "reset", "on", ">rotator-password", ...rights]);
    return connected("rotator", "rotator-password");
  };
  const whole = await rotator(needed);
  expect(await rotate(options(whole))).toMatchObject({ outcome: "rotated" });
  whole.destroy();
  for (const missing of needed) {
    const client = await rotator(needed.filter((each) => each !== missing));
    await expect(rotate(options(client))).rejects.toThrow(
      `call ACL ${missing.slice(5).toUpperCase()}: the right to do it is missing (NOPERM). give it`,
    );
    client.destroy();
  }
});

test("a user that is missing, off, or takes any password is refused", async () => {
  await admin.sendCommand(["ACL", "SETUSER", "app", "nopass"]);
  await expect(rotate(options(admin))).rejects.toThrow("app is let in with any password (nopass)");
  await admin.sendCommand(["ACL", "SETUSER", "app", "resetpass", "off"]);
  await expect(rotate(options(admin))).rejects.toThrow("app is off");
  await admin.sendCommand(["ACL", "DELUSER", "app"]);
  await expect(rotate(options(admin))).rejects.toThrow("Redis has no user app");
  expect(await admin.sendCommand(["ACL", "USERS"])).not.toContain("app");
});
