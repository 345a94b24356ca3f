import { Secret, type WritableSecretStore } from "@confide/core/adapter";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";

import { startMoto, startOpenBao, startPostgres } from "../../../scripts/servers.ts";
import { fixtureOn } from "../../aws/test/fixture.ts";
import { parametersOn } from "../../aws/test/parameter-fixture.ts";
import { tokenGuard } from "../../aws/test/token-guard.ts";
import { vaultFixture } from "../../vault/test/fixture.ts";
import { dieEverywhere } from "../test/crash-cases.ts";
import { localLock } from "../test/local-lock.ts";
import { context, putByHand, valueIn } from "../test/store-helpers.ts";
import type { OpenStore } from "../test/stores.ts";
import { target } from "../test/target.ts";
import { postgresLock } from "./postgres/postgres-lock.ts";
import { notifyPostgres } from "./postgres/notify-postgres.ts";
import { rotate } from "./rotate.ts";

let bao: Awaited<ReturnType<typeof startOpenBao>>;
let moto: Awaited<ReturnType<typeof startMoto>>;
let postgres: Awaited<ReturnType<typeof startPostgres>>;

beforeAll(async () => {
  [bao, moto, postgres] = await Promise.all([startOpenBao(), startMoto(), startPostgres()]);
}, 300_000);
afterAll(async () => Promise.all([bao.stop(), moto.stop(), postgres.stop()]));

async function openBaoStore() {
  const fixture = await vaultFixture(bao);
  return { store: fixture.store, close: async () => fixture.close() };
}

async function bothStores(work: (store: WritableSecretStore, title: string) => Promise<void>): Promise<void> {
  for (const [title, fixture] of [
    ["OpenBao", await vaultFixture(bao)],
    ["moto", await fixtureOn(moto)],
  ] as const) {
    await work(fixture.store as WritableSecretStore, title);
    await fixture.close?.();
  }
}

test("OpenBao and moto: a rotator may die before and after every effect", { timeout: 120_000 }, async () => {
  await bothStores(async (store, title) => {
    let count = 0;
    const effects = await dieEverywhere(async () => ({ store, name: `crash-${++count}` }));
    expect([title, effects > 10]).toEqual([title, true]);
  });
});

test("OpenBao: of three rotators at once one rotates, and the others say so", async () => {
  const { store, close } = await openBaoStore();
  expect(await threeAtOnce({ store })).toHaveLength(ROUNDS);
  await close();
});

test("moto: of three rotators at once one rotates, and the others say so", async () => {
  const guard = await tokenGuard(moto.url);
  const fixture = await fixtureOn({ url: guard.url });
  expect(await threeAtOnce({ store: fixture.store as WritableSecretStore })).toHaveLength(ROUNDS);
  await fixture.close?.();
  await guard.close();
});

// Why the guard stands before it: without, all three store their value as one version, and each says that it has rotated.
test("moto: another value under a pending version's token replaces the value, which AWS refuses", async () => {
  const fixture = await fixtureOn(moto);
  const store = fixture.store as WritableSecretStore;
  await fixture.seed("token", "first-key");
  const put = async (value: string) =>
    store.put(
      "token",
      new Secret(value),
      { idempotencyKey: "11111111-1111-4111-8111-111111111111", stage: "pending" },
      context(),
    );
  const { version } = await put("one");
  await put("another");
  expect((await store.get({ name: "token", version }, context())).value.reveal()).toBe("another");
  await fixture.close?.();
});

test("moto, Parameter Store: with a lock, of three rotators at once one rotates", async () => {
  const fixture = await parametersOn(moto);
  const store = fixture.store as WritableSecretStore;
  const rounds = await threeAtOnce({ store, lock: localLock() });
  expect(new Set(rounds.map(String))).toEqual(new Set(["locked,locked,rotated"]));
  const unlocked = rotate({ store, name: "two-1", issuer: target("x").issuer });
  await expect(unlocked).rejects.toThrow("lock");
  await fixture.close?.();
});

const ROUNDS = 5;

/** The outcomes of each round, of which one is `rotated`. */
async function threeAtOnce(at: Pick<OpenStore, "store" | "lock">): Promise<string[][]> {
  const rounds: string[][] = [];
  for (let round = 1; round <= ROUNDS; round++) {
    const name = `two-${round}`;
    await putByHand(at.store, name, "first-key");
    const { issuer, valid } = target("first-key");
    const one = async () => rotate({ ...at, name, issuer });
    const rotations = await Promise.all([one(), one(), one()]);
    rounds.push(rotations.map(({ outcome }) => outcome).sort());
    expect(rotations.filter(({ outcome }) => outcome === "rotated")).toHaveLength(1);
    const { versions } = await at.store.describe(name, context());
    expect(versions.filter(({ state }) => state === "enabled")).toHaveLength(2);
    expect([valid.has("first-key"), valid.has(await valueIn(at.store, name))]).toEqual([true, true]);
  }
  return rounds;
}

test("a lock in PostgreSQL has one holder, and is free when its connection ends", async () => {
  const lock = postgresLock({ connection: postgres.url });
  const held = await lock.acquire("prod/key");
  expect([await lock.acquire("prod/key"), await lock.acquire("prod/other")]).toEqual([
    undefined,
    expect.anything(),
  ]);
  await held?.mustBeHeld();
  await held?.release();
  const second = await lock.acquire("prod/key");
  expect(second).toBeDefined();
  const admin = new Client({ connectionString: postgres.url });
  await admin.connect();
  await admin.query("select pg_terminate_backend(pid, 1000) from pg_locks where locktype = 'advisory'");
  await expect(second?.mustBeHeld()).rejects.toThrow("connection");
  const third = await lock.acquire("prod/key");
  expect(third).toBeDefined();
  await third?.release();
  await admin.end();
});

test("NOTIFY brings the notice to who listens", async () => {
  const listener = new Client({ connectionString: postgres.url });
  await listener.connect();
  await listener.query("listen confide");
  const heard = new Promise<string>((resolve) =>
    listener.once("notification", ({ payload }) => resolve(String(payload))),
  );
  const notice = { name: "n", store: "s", rotationId: "r", version: "2", previousVersion: "1", timeMs: 0 };
  await notifyPostgres({ connection: postgres.url })(notice, context());
  expect(JSON.parse(await heard)).toEqual(notice);
  await listener.end();
});
