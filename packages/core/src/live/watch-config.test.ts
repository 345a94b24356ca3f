import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { subscribe, unsubscribe } from "node:diagnostics_channel";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { afterEach, beforeEach, describe, expect, expectTypeOf, test, vi } from "vitest";
import * as z from "zod";

import { cached } from "../stores/cache/cached.ts";
import { defineConfig } from "../load/definition.ts";
import { SourceError } from "../model/errors.ts";
import { explain } from "../inspect/explain.ts";
import { secret } from "../schema/secret-schema.ts";
import { Secret } from "../secret/secret.ts";
import { dotenv } from "../sources/dotenv/dotenv.ts";
import { env } from "../sources/env.ts";
import { file } from "../sources/file/file.ts";
import { secretFiles } from "../sources/secret-files.ts";
import { optional } from "../sources/optional.ts";
import type { Source } from "../contract/source.ts";
import { fromStore } from "../stores/from-store.ts";
import type { SecretStore } from "../contract/store.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { memoryStore } from "../testing/memory-store.ts";
import type { Change, Live } from "./live.ts";
import { watchConfig } from "./watch-config.ts";

const MINUTE_MS = 60_000;
const schema = z.object({
  port: z.number().default(3000),
  database: z.object({ username: z.string(), password: secret(z.string().min(3)) }),
  key: secret(z.string()).optional(),
});
const values = { "prod/db": { username: "app", password: "first" }, key: "the-key" };

function setUp() {
  const store = memoryStore(values);
  const clock = fakeClock();
  const variables: Record<string, string> = { PORT: "80" };
  const refs = { database: "prod/db", key: "key" };
  const definition = defineConfig({
    schema,
    sources: [env({ from: variables }), fromStore(store, { refs })],
  });
  const put = async (name: string, value: unknown) => {
    const text = typeof value === "string" ? value : JSON.stringify(value);
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    await store.put(name, new Secret(text), options, context());
  };
  const count = (method: string) => store.calls.filter((call) => call.method === method).length;
  return { store, clock, variables, definition, put, count };
}

function context() {
  return { signal: new AbortController().signal, deadlineMs: Date.now() + 10_000, attempt: 1 };
}

function changesOf<T>(live: Live<T>): Change<T>[] {
  const changes: Change<T>[] = [];
  live.onChange((change) => changes.push(change));
  return changes;
}

test("follows a store by polls, and tells what changed with versions", async () => {
  const { clock, definition, put } = setUp();
  await using live = await watchConfig(definition, { clock });
  const changes = changesOf(live);
  const first = live.current;
  await put("prod/db", { username: "app", password: "second" });
  await clock.advance(1.1 * MINUTE_MS);
  expect(live.current.database.password.reveal()).toBe("second");
  expect(changes).toHaveLength(1);
  expect(changes[0]?.changed).toEqual(new Map([["database.password", { from: "1", to: "2" }]]));
  expect(changes[0]?.previous).toBe(first);
  expect(changes[0]?.current).toBe(live.current);
  expect(Object.isFrozen(live.current)).toBe(true);
  expect(explain(live.current)).toContainEqual(
    expect.objectContaining({ setting: "database.password", version: "2" }),
  );
  expectTypeOf(live.current.database.password).toEqualTypeOf<Secret>();
});

test("fetches no value while nothing changed, and only that which did", async () => {
  const { clock, definition, put, count, store } = setUp();
  await using live = await watchConfig(definition, { clock });
  const [before, reads] = [live.current, count("read")];
  await clock.advance(10 * MINUTE_MS);
  expect(count("read")).toBe(reads);
  expect(count("describe")).toBeGreaterThanOrEqual(9 * 2);
  expect(live.current).toBe(before);
  await put("key", "another");
  await clock.advance(1.1 * MINUTE_MS);
  expect(store.calls.findLast(({ method }) => method === "read")?.refs).toEqual(["key"]);
  expect(count("read")).toBe(reads + 1);
});

test("reads by one call where a store has one for several", async () => {
  const { clock, definition, put, store } = setUp();
  await using live = await watchConfig(definition, { clock });
  await put("key", "another");
  await put("prod/db", { username: "app", password: "second" });
  await clock.advance(1.1 * MINUTE_MS);
  expect(live.current.key?.reveal()).toBe("another");
  const reads = store.calls.filter(({ method }) => method === "read").map(({ refs }) => refs.toSorted());
  expect(reads).toEqual([
    ["key", "prod/db"],
    ["key", "prod/db"],
  ]);
});

test("also of a source that is a copy of another, or wraps one", async () => {
  const refs = { database: "prod/db" };
  const made = [
    (store: SecretStore) => ({ ...fromStore(store, { refs }), name: "a copy" }),
    (store: SecretStore) => optional({ ...fromStore(store, { refs }) }),
    (store: SecretStore): Source => {
      const inner = fromStore(store, { refs });
      return {
        name: "a wrapper",
        locate: (setting) => inner.locate(setting),
        read: async (wanted, of) => inner.read(wanted, of),
      };
    },
  ];
  for (const source of made) {
    const { store, clock, definition, put, count } = setUp();
    await using live = await watchConfig({ ...definition, sources: [source(store)] }, { clock });
    const reads = count("read");
    await clock.advance(10 * MINUTE_MS);
    expect(count("read")).toBe(reads);
    await put("prod/db", { username: "app", password: "second" });
    await clock.advance(1.1 * MINUTE_MS);
    expect(live.current.database.password.reveal()).toBe("second");
    expect(count("read")).toBe(reads + 1);
  }
});

test("reads values where the store can't tell versions, or may not", async () => {
  const { store, clock, put, definition } = setUp();
  const { name, limits } = store;
  const readOnly: SecretStore = { name, limits, get: async (ref, of) => store.get(ref, of) };
  const denied = {
    ...store,
    describe: vi.fn<typeof store.describe>(async () => {
      throw new SourceError({ reason: "denied", message: "no DescribeSecret" });
    }),
  };
  const lives = await Promise.all(
    [readOnly, denied].map(async (each) =>
      watchConfig(
        { ...definition, sources: [fromStore(each, { refs: { database: "prod/db" } })] },
        { clock },
      ),
    ),
  );
  await put("prod/db", { username: "app", password: "second" });
  await clock.advance(1.1 * MINUTE_MS);
  for (const live of lives) expect(live.current.database.password.reveal()).toBe("second");
  await clock.advance(5 * MINUTE_MS);
  // Denied once, it is not asked for again.
  expect(denied.describe.mock.calls.length).toBeLessThanOrEqual(2);
  for (const live of lives) await live.close();
});

test("a bad one never shows, and says why", async () => {
  const { clock, definition, put, variables } = setUp();
  await using live = await watchConfig(definition, { clock });
  const changes = changesOf(live);
  const events: unknown[] = [];
  const hear = (event: unknown) => events.push(event);
  subscribe("confide:refresh", hear);
  const before = live.current;
  variables["PORT"] = "8080";
  await put("prod/db", { username: "app", password: "no" });
  expect(await live.refresh()).toMatchObject([{ path: ["database", "password"], kind: "invalid" }]);
  expect(live.problems).toHaveLength(1);
  expect(live.current).toBe(before);
  expect(changes).toHaveLength(0);
  await put("prod/db", { username: "app", password: "long enough" });
  await clock.advance(1.1 * MINUTE_MS);
  unsubscribe("confide:refresh", hear);
  expect(live.problems).toEqual([]);
  expect(live.current.port).toBe(8080);
  expect([...(changes[0]?.changed.keys() ?? [])]).toEqual(["port", "database.password"]);
  expect(events).toMatchObject([
    { trigger: "call", outcome: "invalid", settings: [{ setting: "database.password" }] },
    {
      trigger: "poll",
      outcome: "ok",
      settings: [
        { setting: "port", outcome: "ok", store: "env" },
        { setting: "database.password", previousVersion: "1", version: "3", ref: "prod/db#password" },
      ],
    },
  ]);
  expect(JSON.stringify(events)).not.toMatch(/first|long enough|8080/);
});

test("keeps what it has while the store is down, and says so", async () => {
  const { clock, definition, store, put } = setUp();
  await using live = await watchConfig(definition, { clock, timeoutMs: 200 });
  const before = live.current;
  await put("prod/db", { username: "app", password: "second" });
  store.fail("prod/db", "unavailable");
  await live.refresh();
  expect(live.problems).toMatchObject([{ kind: "failed", reason: "unavailable" }]);
  expect(live.current).toBe(before);
  store.fail("prod/db", undefined);
  await clock.advance(1.1 * MINUTE_MS);
  expect(live.problems).toEqual([]);
  expect(live.current.database.password.reveal()).toBe("second");
});

test("a look that gets no version in time leaves all as it is", async () => {
  const { clock, definition, store } = setUp();
  await using live = await watchConfig(definition, { clock, timeoutMs: 500 });
  const before = live.current;
  store.fail("key", "hang");
  const refreshing = live.refresh();
  await clock.advance(0);
  await clock.advance(500);
  expect(await refreshing).toMatchObject([{ kind: "failed", reason: "timeout" }]);
  expect(live.current).toBe(before);
});

test("leaves a store alone that asks for it", async () => {
  const { clock, store } = setUp();
  const describeSecret = vi.fn<typeof store.describe>(async () => {
    throw new SourceError({ reason: "throttled", message: "slow down", retryAfterMs: 150_000 });
  });
  const throttling = { ...store, describe: describeSecret };
  const sources = [fromStore(throttling, { refs: { database: "prod/db" } })];
  await using live = await watchConfig({ schema, sources }, { clock });
  await live.refresh();
  const problems = [{ reason: "throttled" }, { reason: "throttled" }];
  expect(live.problems).toMatchObject(problems);
  await clock.advance(149_000);
  expect(await live.refresh()).toMatchObject(problems);
  expect(describeSecret).toHaveBeenCalledTimes(2);
  await clock.advance(1_000);
  await live.refresh();
  expect(describeSecret).toHaveBeenCalledTimes(4);
});

test("a denial stops nothing that runs, but is told", async () => {
  const { clock, definition, store, put } = setUp();
  await using live = await watchConfig(definition, { clock });
  await put("key", "another");
  store.fail("key", "denied");
  await live.refresh();
  expect(live.problems).toMatchObject([{ path: ["key"], reason: "denied" }]);
  expect(live.current.key?.reveal()).toBe("the-key");
});

test("what means the same is no change; a new version of the same value shows in explain only", async () => {
  const { clock, definition, variables, put } = setUp();
  await using live = await watchConfig(definition, { clock });
  const changes = changesOf(live);
  variables["PORT"] = "80.0";
  await put("key", "the-key");
  await live.refresh();
  expect(changes).toHaveLength(0);
  expect(explain(live.current).find(({ setting }) => setting === "key")?.version).toBe("2");
});

test("a property of a secret that is no setting is no change", async () => {
  const { clock, definition, put } = setUp();
  await using live = await watchConfig(definition, { clock });
  const changes = changesOf(live);
  await put("prod/db", { username: "app", password: "first", engine: "postgres" });
  await live.refresh();
  await clock.advance(MINUTE_MS);
  await put("prod/db", { username: "app", password: "second", engine: "mysql" });
  await live.refresh();
  expect(changes.map(({ changed }) => [...changed.keys()])).toEqual([["database.password"]]);
});

test("calls that come together are one look, and one more", async () => {
  const { clock, definition, count } = setUp();
  await using live = await watchConfig(definition, { clock });
  const before = count("describe");
  await Promise.all(Array.from({ length: 50 }, () => live.refresh()));
  expect(count("describe")).toBe(before + 4);
});

test("forced reads are a second apart", async () => {
  const { clock, definition, put } = setUp();
  await using live = await watchConfig(definition, { clock });
  await put("key", "two");
  await live.refresh();
  expect(live.current.key?.reveal()).toBe("two");
  await put("key", "three");
  const refreshing = live.refresh();
  await clock.advance(999);
  expect(live.current.key?.reveal()).toBe("two");
  await clock.advance(1);
  await refreshing;
  expect(live.current.key?.reveal()).toBe("three");
});

test("uses a cache that is there, and looks through optional()", async () => {
  const { clock, store, put } = setUp();
  const sources = [optional(fromStore(cached(store, { clock }), { refs: { database: "prod/db" } }))];
  await using live = await watchConfig(defineConfig({ schema, sources }), { clock });
  await put("prod/db", { username: "app", password: "second" });
  await live.refresh();
  expect(live.current.database.password.reveal()).toBe("second");
});

test("a listener that throws stops nobody; an undo undoes", async () => {
  const { clock, definition, put } = setUp();
  const thrown: unknown[] = [];
  const uncaught = process.listeners("uncaughtException");
  process.removeAllListeners("uncaughtException");
  process.once("uncaughtException", (error) => thrown.push(error));
  await using live = await watchConfig(definition, { clock });
  live.onChange(() => {
    throw new Error("from a listener");
  });
  const undo = live.onChange(() => thrown.push("undone"));
  undo();
  const changes = changesOf(live);
  await put("key", "two");
  await live.refresh();
  await new Promise((resolve) => setImmediate(resolve));
  for (const listener of uncaught) process.on("uncaughtException", listener);
  expect(changes).toHaveLength(1);
  expect(thrown).toEqual([new Error("from a listener")]);
});

test("looks on SIGHUP, until it is closed", async () => {
  const { clock, definition, put } = setUp();
  const before = process.listenerCount("SIGHUP");
  const live = await watchConfig(definition, { clock, refreshOn: "SIGHUP" });
  await put("key", "two");
  process.kill(process.pid, "SIGHUP");
  await vi.waitFor(() => expect(live.current.key?.reveal()).toBe("two"));
  await live.close();
  expect(process.listenerCount("SIGHUP")).toBe(before);
});

test("ends with its signal", async () => {
  const { clock, definition, count, put } = setUp();
  await expect(watchConfig(definition, { clock, signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: "AbortError",
  });
  const controller = new AbortController();
  const live = await watchConfig(definition, { clock, signal: controller.signal });
  controller.abort();
  const before = count("describe");
  await put("key", "two");
  await clock.advance(10 * MINUTE_MS);
  await live.refresh();
  expect(count("describe")).toBe(before);
  expect(live.current.key?.reveal()).toBe("the-key");
});

test("rejects where the first load fails, and refuses a time that is none", async () => {
  const { definition, store } = setUp();
  store.fail("prod/db", "denied");
  await expect(watchConfig(definition)).rejects.toMatchObject({ name: "ConfigError" });
  await expect(watchConfig(definition, { everyMs: 0 })).rejects.toThrow("everyMs must be");
});

test("a leased secret is not asked for with each look", async () => {
  const clock = fakeClock();
  let reads = 0;
  const leasing: SecretStore = {
    name: "leasing",
    limits: { concurrency: 1 },
    get: async () => {
      reads++;
      const lease = { id: String(reads), durationMs: 60 * MINUTE_MS, renewable: false };
      return { value: new Secret(`pw-${reads}`), version: String(reads), lease };
    },
  };
  const sources = [fromStore(leasing)];
  const definition = { schema: z.object({ password: secret(z.string()) }), sources };
  await using live = await watchConfig(definition, { clock });
  for (let minute = 0; minute < 30; minute++) await clock.advance(MINUTE_MS);
  expect(reads).toBe(1);
  for (let minute = 0; minute < 15; minute++) await clock.advance(MINUTE_MS);
  expect(reads).toBe(2);
  expect(live.current.password.reveal()).toBe("pw-2");
});

describe("files", () => {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "confide-live-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const small = z.object({ port: z.number().default(1), name: z.string().default("none") });
  const at = (name: string) => join(folder, name);
  /** Looks for what was written before are over. */
  const quiet = () => new Promise((resolve) => setTimeout(resolve, 300));

  test("an editor that writes in place, and one that renames", async () => {
    writeFileSync(at(".env"), "PORT=1\n");
    const definition = { schema: small, sources: [dotenv(at(".env"))] };
    await using live = await watchConfig(definition);
    writeFileSync(at(".env"), "PORT=22\n");
    await vi.waitFor(() => expect(live.current.port).toBe(22), 20_000);
    writeFileSync(at(".env.swp"), "PORT=333\n");
    renameSync(at(".env.swp"), at(".env"));
    await vi.waitFor(() => expect(live.current.port).toBe(333), 20_000);
  });

  test("Kubernetes' swap of ..data, for a folder and for one file in it", async () => {
    for (const [version, port] of [
      ["..v1", 1],
      ["..v2", 22],
    ] as const) {
      mkdirSync(at(version));
      writeFileSync(join(folder, version, "port"), String(port));
      writeFileSync(join(folder, version, "app.json"), JSON.stringify({ name: `n${port}` }));
    }
    symlinkSync("..v1", at("..data"));
    for (const name of ["port", "app.json"]) symlinkSync(`..data/${name}`, at(name));
    const [byFolder, byFile] = [[secretFiles(folder)], [file(at("app.json"))]];
    const lives = await Promise.all(
      [byFolder, byFile].map(async (sources) => watchConfig({ schema: small, sources })),
    );
    expect(lives.map(({ current }) => current)).toEqual([
      { port: 1, name: "none" },
      { port: 1, name: "n1" },
    ]);
    symlinkSync("..v2", at("..data_tmp"));
    renameSync(at("..data_tmp"), at("..data"));
    const swapped = [
      { port: 22, name: "none" },
      { port: 1, name: "n22" },
    ];
    await vi.waitFor(() => expect(lives.map(({ current }) => current)).toEqual(swapped), 20_000);
    await Promise.all(lives.map(async (live) => live.close()));
  });

  test("a nested folder, one that comes later, and one in it", async () => {
    mkdirSync(at("app"));
    writeFileSync(at("app/name"), "a");
    const nested = z.object({ app: small, later: z.object({ app: small }).optional() });
    await using live = await watchConfig({ schema: nested, sources: [secretFiles(folder)] });
    await quiet();
    writeFileSync(at("app/name"), "b");
    await vi.waitFor(() => expect(live.current.app.name).toBe("b"), 20_000);
    mkdirSync(at("later/app"), { recursive: true });
    writeFileSync(at("later/app/name"), "c");
    await vi.waitFor(() => expect(live.current.later?.app.name).toBe("c"), 20_000);
    await quiet();
    writeFileSync(at("later/app/name"), "d");
    await vi.waitFor(() => expect(live.current.later?.app.name).toBe("d"), 20_000);
    rmSync(at("later"), { recursive: true });
    await vi.waitFor(() => expect(live.current.later).toBeUndefined(), 20_000);
  });

  test("a nested folder that a link leads to, after it was swapped", async () => {
    for (const version of ["..v1", "..v2"]) mkdirSync(at(`${version}/app`), { recursive: true });
    writeFileSync(at("..v1/app/name"), "a");
    writeFileSync(at("..v2/app/name"), "b");
    symlinkSync("..v1", at("..data"));
    symlinkSync("..data/app", at("app"));
    const nested = z.object({ app: small });
    await using live = await watchConfig({ schema: nested, sources: [secretFiles(folder)] });
    symlinkSync("..v2", at("..data_tmp"));
    renameSync(at("..data_tmp"), at("..data"));
    await vi.waitFor(() => expect(live.current.app.name).toBe("b"), 20_000);
    await quiet();
    writeFileSync(at("..v2/app/name"), "c");
    await vi.waitFor(() => expect(live.current.app.name).toBe("c"), 20_000);
  });

  test("a file and a folder that come later, and a folder that is made anew", async () => {
    const clock = fakeClock();
    const definition = { schema: small, sources: [secretFiles(at("later")), dotenv(at("sub/.env"))] };
    await using live = await watchConfig(definition, { clock });
    for (const value of [2, 3]) {
      rmSync(at("later"), { recursive: true, force: true });
      mkdirSync(at("later"));
      writeFileSync(at("later/port"), String(value));
      await clock.advance(1.1 * MINUTE_MS);
      expect(live.current.port).toBe(value);
    }
    mkdirSync(at("sub"));
    writeFileSync(at("sub/.env"), "NAME=late\n");
    await clock.advance(1.1 * MINUTE_MS);
    expect(live.current.name).toBe("late");
  });
});
