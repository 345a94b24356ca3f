import { getEventListeners } from "node:events";

import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import * as z from "zod";
import * as mini from "zod/mini";

import { foreign, remote } from "../../test/remote.ts";
import { ConfigError } from "../report/config-error.ts";
import { SourceError } from "../model/errors.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import type { ReadContext, Source, SyncSource } from "../contract/source.ts";
import { ownTime } from "../testing/own-time.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";

async function thrown(run: () => unknown): Promise<unknown> {
  try {
    return await run();
  } catch (error) {
    return error;
  }
}

/** What a load told, a line each: `path: message`. Anything but a ConfigError is shown as it is. */
async function told(run: () => unknown): Promise<unknown> {
  const error = await thrown(run);
  if (!(error instanceof ConfigError)) return error;
  return error.problems.map(({ path, message }) => `${path.join(".")}: ${message}`);
}

const never = new Promise<never>(() => undefined);

describe("the deadline", () => {
  const schema = z.object({ a: z.string(), b: z.string().default("b") });
  const hanging = foreign(undefined, { name: "hanging", read: () => never });

  /** How long a load takes by a clock that this test moves on, and what it tells. */
  async function timed(sources: readonly Source[], timeoutMs: number) {
    vi.useFakeTimers({ now: Date.now() });
    try {
      const startMs = Date.now();
      const state = { isDone: false };
      const telling = told(() => loadConfig({ schema, sources }, { timeoutMs })).finally(
        () => void (state.isDone = true),
      );
      while (!state.isDone) await vi.advanceTimersByTimeAsync(1);
      const tookMs = Date.now() - startMs;
      await vi.advanceTimersByTimeAsync(1_000); // what comes late comes too
      return { problems: await telling, tookMs };
    } finally {
      vi.useRealTimers();
    }
  }

  test("ends a load whose source hangs", async () => {
    const { problems, tookMs } = await timed([hanging], 50);
    expect(problems).toEqual([
      "a: hanging did not answer within 50 ms",
      "b: hanging did not answer within 50 ms",
    ]);
    // Its time, and a moment for a source that has something to say.
    expect(tookMs).toBeGreaterThanOrEqual(50);
    expect(tookMs).toBeLessThanOrEqual(101);
  });

  test("is one for all sources together", async () => {
    const { problems, tookMs } = await timed([hanging, { ...hanging, name: "second" }], 50);
    expect(problems).toHaveLength(2);
    expect(tookMs).toBeLessThanOrEqual(101);
    const slow = foreign({ answers: [] }, { read: async () => (await sleep(40), { answers: [] }) });
    expect((await timed([slow, slow, slow, slow], 60)).tookMs).toBeLessThanOrEqual(111);
  });

  test("is told to the source, as a signal and as a time", async () => {
    let seen: ReadContext | undefined;
    const startMs = Date.now();
    const waiting = foreign(undefined, {
      read: async (_, context) => {
        seen = context;
        return never;
      },
    });
    await timed([waiting], 30);
    expect(seen?.signal.aborted).toBe(true);
    expect(seen?.signal.reason).toMatchObject({ name: "TimeoutError" });
    expect(seen?.deadlineMs).toBeGreaterThanOrEqual(startMs + 30);
    expect(seen?.deadlineMs).toBeLessThan(startMs + 130);
    expect(seen?.settings.map(({ name }) => name)).toEqual(["a", "b"]);
  });

  test("lets a source that looks at its signal say what it was waiting for", async () => {
    const error = new SourceError({ reason: "throttled", message: "throttled by the store" });
    const polite = foreign(undefined, {
      read: async (wanted, { signal }) => {
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        await sleep(10);
        return { answers: wanted.map(({ path }) => ({ path, error, origin: { source: "polite" } })) };
      },
    });
    expect((await timed([polite], 30)).problems).toEqual([
      "a: throttled by the store",
      "b: throttled by the store",
    ]);
  });

  test("is what a source's rejection then means", async () => {
    const rejecting = foreign(undefined, {
      read: async (_, { signal }) =>
        new Promise((__, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
    });
    expect((await timed([rejecting], 30)).problems).toEqual([
      "a: foreign did not answer within 30 ms",
      "b: foreign did not answer within 30 ms",
    ]);
  });

  test("makes nothing of an answer that comes later, nor of a rejection", async () => {
    const late = foreign(undefined, {
      read: async () => {
        await sleep(120);
        throw new Error("late");
      },
    });
    expect((await timed([late], 20)).problems).toEqual(
      expect.arrayContaining([expect.stringMatching(/within 20 ms$/)]),
    );
    await new Promise(setImmediate); // an unhandled rejection would fail this test
  });

  test("doesn't keep what needs no time from answering", async () => {
    const both = z.object({ a: z.string(), local: z.string() });
    const picky = { ...hanging, locate: ({ name }: { name: string }) => (name === "a" ? name : undefined) };
    const problems = await told(() =>
      loadConfig({ schema: both, sources: [picky, memory({ local: "x" })] }, { timeoutMs: 20 }),
    );
    expect(problems).toEqual(["a: hanging did not answer within 20 ms"]);
  });

  test("may be as far away as one likes", async () => {
    const slow = remote("slow", { a: "1" });
    const source = {
      ...slow,
      read: async (...asked: Parameters<Source["read"]>) => (await sleep(90), slow.read(...asked)),
    };
    for (const timeoutMs of [Infinity, 2 ** 31, Number.MAX_SAFE_INTEGER])
      expect(await loadConfig({ schema, sources: [source] }, { timeoutMs })).toEqual({ a: "1", b: "b" });
  });

  test("leaves no timer behind", async () => {
    vi.useFakeTimers();
    try {
      await loadConfig({ schema, sources: [remote("r", { a: "1" })] });
      await thrown(() => loadConfig({ schema, sources: [remote("r", {})] }));
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

describe("the caller's signal", () => {
  const schema = z.object({ a: z.string() });

  test("that is aborted already stops a load before it asks", async () => {
    const [store, reason] = [remote("store", { a: "1" }), new Error("no more")];
    expect(
      await thrown(() => loadConfig({ schema, sources: [store] }, { signal: AbortSignal.abort(reason) })),
    ).toBe(reason);
    expect(store.asked).toEqual([]);
  });

  test.each([
    ["in a source that doesn't look at it", z.string(), foreign(undefined, { read: () => never })],
    ["in a check of the schema", z.string().refine(() => never), memory({ a: "1" })],
  ])("stops a load %s", async (_, setting, source) => {
    const [controller, reason] = [new AbortController(), new Error("no more")];
    const load = thrown(() =>
      loadConfig({ schema: z.object({ a: setting }), sources: [source] }, { signal: controller.signal }),
    );
    setTimeout(() => controller.abort(reason), 10);
    const { result, tookMs } = await ownTime(async () => load);
    expect(result).toBe(reason);
    expect(tookMs).toBeLessThan(100);
  });

  test("is handed on to the source", async () => {
    const controller = new AbortController();
    const source = foreign(undefined, {
      read: async (_, { signal }) => {
        controller.abort(new Error("no more"));
        return { answers: [{ path: ["a"], value: String(signal.aborted), origin: { source: "it" } }] };
      },
    });
    expect(await thrown(() => loadConfig({ schema, sources: [source] }, controller))).toMatchObject({
      message: "no more",
    });
  });

  test("has no listener left afterwards", async () => {
    const { signal } = new AbortController();
    await loadConfig({ schema, sources: [remote("r", { a: "1" })] }, { signal });
    await thrown(() => loadConfig({ schema, sources: [memory({})] }, { signal }));
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a source that misbehaves gets a report", () => {
  const schema = z.object({ a: z.string(), b: z.number().optional() });
  const origin = { source: "foreign" };

  test.each([
    [
      "throws",
      () => {
        throw new TypeError("inside");
      },
    ],
    [
      "rejects",
      async () => {
        throw new TypeError("inside");
      },
    ],
  ])("%s", async (_, read: () => Promise<never>) => {
    const message = "foreign could not be read: it threw TypeError";
    expect(await told(() => loadConfig({ schema, sources: [foreign(undefined, { read })] }))).toEqual([
      `a: ${message}`,
      `b: ${message}`,
    ]);
    const sync = { ...foreign(undefined, { read }), readSync: read as () => never } as SyncSource;
    const inSync = await told(() => loadConfigSync({ schema, sources: [sync] }));
    expect(inSync).toEqual([expect.stringMatching(/^a: foreign /), expect.stringMatching(/^b: foreign /)]);
  });

  test.each([
    undefined,
    null,
    5,
    [],
    {},
    { answers: undefined },
    { answers: {} },
    { answers: [undefined] },
    { answers: ["a"] },
    { answers: [{ path: "a", value: "1", origin }] },
    { answers: [{ path: [1], value: "1", origin }] },
    { answers: [{ path: ["a"], value: "1" }] },
    { answers: [{ path: ["a"], value: "1", origin: null }] },
    { answers: [{ path: ["a"], value: "1", origin: { source: 5 } }] },
    { answers: [{ path: ["a"], value: "1", origin: { source: "it", location: {} } }] },
    { answers: [{ path: ["a"], error: new Error("not a SourceError"), origin }] },
    { answers: [{ path: ["a"], error: { reason: "denied" }, origin }] },
    { answers: [], warnings: "none" },
    { answers: [], warnings: [{ kind: "trap" }] },
  ])("answers in no form of a reading (%#)", async (reading) => {
    const message = "foreign answered in a form that is no reading: { answers: [{ path, value, origin }] }";
    const problems = [`a: ${message}`, `b: ${message}`];
    expect(await told(() => loadConfig({ schema, sources: [foreign(reading)] }))).toEqual(problems);
    const sync = foreign(reading, { readSync: () => reading as never }) as SyncSource;
    expect(await told(() => loadConfigSync({ schema, sources: [sync] }))).toEqual(problems);
  });

  test("says that a setting is there and gives no value", async () => {
    const answers = [{ path: ["a"], origin }];
    const message = "a: foreign says that a is there, and gives no value";
    expect(await told(() => loadConfig({ schema, sources: [foreign({ answers })] }))).toEqual(
      expect.arrayContaining([message]),
    );
  });

  test("answers what was not asked", async () => {
    const answers = [
      { path: ["a"], value: "late", origin },
      { path: ["b"], value: "5", origin },
      { path: ["c"], value: "unknown", origin },
      { path: ["a", "deeper"], value: "unknown", origin },
      { path: ["__proto__", "polluted"], value: "yes", origin },
      { path: ["__proto__"], value: { polluted: "yes" }, origin },
      { path: ["a"], value: undefined, origin },
    ];
    const config = await loadConfig({ schema, sources: [memory({ a: "first" }), foreign({ answers })] });
    expect(config).toEqual({ a: "first", b: 5 });
    expect({}).not.toHaveProperty("polluted");
  });

  test("answers a value without end", async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const any = z.object({ a: z.any(), g: z.looseObject({ x: z.any() }) });
    const answers = [
      { path: ["a"], value: loop, origin },
      { path: ["g"], value: { x: 1, more: [loop] }, origin },
    ];
    expect(await told(() => loadConfig({ schema: any, sources: [foreign({ answers })] }))).toEqual([
      "a: is nested more than 200 levels deep",
      "g: is nested more than 200 levels deep",
    ]);
  });

  test("whatever it answers, a load ends in a configuration or a report", async () => {
    const path = fc.oneof(
      fc.constantFrom(["a"], ["b"], ["g"], ["g", "x"], ["g", "__proto__"], []),
      fc.array(fc.string(), { maxLength: 3 }),
    );
    const anything = fc.anything({
      withMap: true,
      withSet: true,
      withTypedArray: true,
      withBigInt: true,
      withDate: true,
    });
    const found = fc.record({
      path,
      value: anything,
      origin: fc.record({ source: fc.string(), location: fc.string() }),
    });
    const reading = fc.oneof(
      {
        weight: 3,
        arbitrary: fc.record({
          answers: fc.array(found),
          unknown: fc.array(fc.oneof(found, fc.string())),
        }),
      },
      {
        weight: 1,
        arbitrary: fc.record({
          answers: fc.array(fc.oneof(found, anything)),
          unknown: anything,
          warnings: anything,
        }),
      },
      { weight: 1, arbitrary: anything },
    );
    const open = z.object({
      a: z.any().optional(),
      b: z.union([z.number(), z.array(z.string())]).optional(),
      g: z.looseObject({ x: z.record(z.string(), z.number()).optional() }).nullish(),
    });
    await fc.assert(
      fc.asyncProperty(reading, async (answered) => {
        const outcome = await thrown(async () => {
          const config = await loadConfig({ schema: open, sources: [foreign(answered), memory({})] });
          return explain(config);
        });
        expect([Array, ConfigError]).toContain((outcome as object).constructor);
      }),
      { numRuns: 500 },
    );
  });

  test("has a locate() that throws", async () => {
    const fail = () => {
      throw new Error("inside");
    };
    const answers = [{ path: ["a"], value: "1", origin }];
    const older = memory({ a: "older" });
    expect(
      await told(() => loadConfig({ schema, sources: [foreign({ answers }, { locate: fail }), older] })),
    ).toEqual(["a", "b"].map((name) => `${name}: foreign could not be read: it threw Error`));
    const sync = foreign({ answers }, { locate: fail, readSync: () => ({ answers }) }) as SyncSource;
    expect(loadConfigSync({ schema, sources: [sync] })).toEqual({ a: "1" });
  });
});

describe("loadConfigSync", () => {
  const schema = z.object({ a: z.string() });

  test("refuses a source that can't answer at once, all of them in one error", async () => {
    const sources = [memory({ a: "1" }), remote("one", {}), remote("two", {})] as unknown as SyncSource[];
    const error = await thrown(() => loadConfigSync({ schema, sources }));
    expect((error as ConfigError).message).toBe(
      `
Configuration is not valid: 2 problems

  (configuration)   one can't answer at once   one
      fix        use loadConfig
  (configuration)   two can't answer at once   two
      fix        use loadConfig
`.slice(1),
    );
  });

  test("refuses a check that needs a promise, naming its setting", async () => {
    const checked = z.object({
      a: z.string(),
      b: z.string().refine(async () => true),
      g: z.object({ c: z.string().transform(async () => 1) }),
    });
    const sources = [memory({ a: "1", b: "2", g: { c: "3" } })];
    const message = "has an asynchronous check: load it with loadConfig";
    expect(await told(() => loadConfigSync({ schema: checked, sources }))).toEqual([
      `b: ${message}`,
      `g.c: ${message}`,
    ]);
    expect(await loadConfig({ schema: checked, sources })).toEqual({ a: "1", b: "2", g: { c: 1 } });
  });

  test("refuses one of the whole schema too", async () => {
    const whole = schema.refine(async () => true);
    expect(await told(() => loadConfigSync({ schema: whole, sources: [memory({ a: "1" })] }))).toEqual([
      ": has an asynchronous check: load it with loadConfig",
    ]);
  });

  test("gives the same as loadConfig", async () => {
    const both = z.object({ a: z.string(), key: secret(z.string()), list: z.array(z.number()).default([1]) });
    const definition = { schema: both, sources: [env({ from: { A: "1", KEY: "k" } })] };
    expect(loadConfigSync(definition)).toEqual(await loadConfig(definition));
    const broken = { schema: both, sources: [env({ from: { LIST: "x" } })] };
    expect(await told(() => loadConfigSync(broken))).toEqual(await told(() => loadConfig(broken)));
  });
});

describe("the result", () => {
  const schema = z.object({
    list: z.array(z.object({ deep: z.array(z.string()) })),
    any: z.any(),
    map: z.map(z.string(), z.number()),
    date: z.date(),
    bytes: z.instanceof(Uint8Array),
    url: z.string().transform((text) => new URL(text)),
    group: z.object({ a: z.string() }),
  });
  const values = () => ({
    list: [{ deep: ["x"] }],
    any: { deep: [{ x: 1 }] },
    map: { a: 1 },
    date: "2026-01-01",
    bytes: Uint8Array.of(1),
    url: "https://a.example",
    group: { a: "1" },
  });

  test("is frozen all the way down, but for instances of classes", () => {
    const config = loadConfigSync({ schema, sources: [memory(values())] });
    for (const part of [config, config.list, config.list[0], config.list[0]?.deep, config.any, config.group])
      expect(Object.isFrozen(part)).toBe(true);
    expect(Object.isFrozen((config.any as ReturnType<typeof values>["any"]).deep[0])).toBe(true);
    for (const part of [config.date, config.bytes, config.url]) expect(Object.isFrozen(part)).toBe(false);
    expect(() => Object.assign(config.group, { a: "2" })).toThrow(TypeError);
  });

  test("has maps and sets that refuse a change, and can be read and copied", () => {
    const labels = new Map([["team", { name: "web" }]]);
    const config = loadConfigSync({
      schema: z.object({
        labels: z.map(z.string(), z.object({ name: z.string() })),
        tags: z.set(z.string()),
        any: z.any(),
      }),
      sources: [memory({ labels, tags: ["a"], any: new Set([{ deep: 1 }]) })],
    });
    expect(() => config.labels.set("team", { name: "other" })).toThrow(
      /^a loaded configuration can't be changed/,
    );
    expect(() => config.labels.clear()).toThrow(TypeError);
    expect(() => config.tags.add("b")).toThrow(TypeError);
    expect(() => config.tags.delete("a")).toThrow(TypeError);
    expect(Object.isFrozen(config.labels.get("team"))).toBe(true);
    expect(config.labels).toEqual(labels);
    expect(structuredClone(config.labels)).toEqual(labels);
    expect(new Map(config.labels).set("other", { name: "x" }).size).toBe(2);
    expect(() => (config.any as Set<unknown>).clear()).toThrow(TypeError);
    labels.set("other", { name: "x" });
    expect(config.labels.size).toBe(1);
  });

  test("leaves the objects of who gave them alone", () => {
    const given = values();
    const config = loadConfigSync({ schema, sources: [memory(given)] });
    expect(given).toEqual(values());
    for (const part of [given, given.list, given.list[0], given.any, given.any.deep[0], given.group])
      expect(Object.isFrozen(part)).toBe(false);
    given.any.deep.push({ x: 2 });
    expect(config.any).toEqual(values().any);
  });

  test("may hold itself", async () => {
    const loop: Record<string, unknown> = { list: [] };
    loop.self = loop;
    const config = await loadConfig({
      schema: z.object({ a: z.string().transform(() => loop) }),
      sources: [memory({ a: "" })],
    });
    expect(Object.isFrozen(config.a.list)).toBe(true);
  });

  test("may be something else than an object", () => {
    const text = z.object({ a: z.string() }).transform(({ a }) => a);
    expect(loadConfigSync({ schema: text, sources: [memory({ a: "x" })] })).toBe("x");
  });

  test("is made anew each time", async () => {
    const definition = { schema, sources: [memory(values())] };
    const [first, second] = [await loadConfig(definition), await loadConfig(definition)];
    expect(first).not.toBe(second);
    expect(first).toEqual(second);
  });
});

describe("secrets of the result", () => {
  test("print their own names", async () => {
    const schema = z.object({
      key: secret(z.string()),
      g: z.object({ k: secret(z.string()).optional() }),
      whole: secret(z.object({ a: z.string() })),
      items: z.array(secret(z.string())),
      u: z.discriminatedUnion("t", [z.object({ t: z.literal("a"), key: secret(z.string()) })]),
    });
    const value = { key: "1", g: { k: "2" }, whole: { a: "3" }, items: ["4"], u: { t: "a", key: "5" } };
    const config = await loadConfig({ schema, sources: [memory(value)] });
    expect(JSON.parse(JSON.stringify(config))).toEqual({
      key: "[secret key]",
      g: { k: "[secret g.k]" },
      whole: "[secret whole]",
      items: ["[secret]"],
      u: { t: "a", key: "[secret u.key]" },
    });
  });

  test("are Secrets also where a default was bare", async () => {
    const key = secret(z.string());
    const schema = z.object({
      inside: secret(z.string().default("dev")),
      prefault: key.prefault("dev"),
      wrapped: key.default(new Secret("dev")),
      bare: key.default("dev" as unknown as Secret),
      mini: mini._default(secret(mini.string()), "dev" as unknown as Secret),
      nothing: key.nullable().default(null),
      g: z.object({ key }).default({ key: "dev" as unknown as Secret }),
    });
    const config = await loadConfig({ schema, sources: [memory({})] });
    for (const one of [
      config.inside,
      config.prefault,
      config.wrapped,
      config.bare,
      config.mini,
      config.g.key,
    ]) {
      expect(one).toBeInstanceOf(Secret);
      expect(one.reveal()).toBe("dev");
    }
    expect(config.nothing).toBeNull();
    expect(String(config.bare)).toBe("[secret bare]");
  });

  test("may be given as Secrets", async () => {
    const schema = z.object({ key: secret(z.string().min(3)) });
    const config = await loadConfig({ schema, sources: [memory({ key: new Secret("abc") })] });
    expect(config.key.reveal()).toBe("abc");
  });
});

test("everything wrong is told at once, in the schema's order", async () => {
  const schema = z.object({
    port: z.int().max(65_535),
    database: z.object({ host: z.string(), password: secret(z.string().min(12)), pool: z.number() }),
    stripe: z.object({ apiKey: secret(z.string()) }).optional(),
    mode: z.enum(["dev", "prod"]),
    hosts: z.array(z.url()),
  });
  const sources = [
    env({
      from: {
        PORT: "70000",
        DATABASE_PASSWORD: "short",
        DATABASE_POOL: "many",
        MODE: "test",
        HOSTS: "https://a.example,b",
      },
    }),
    foreign(
      {
        answers: [
          {
            path: ["stripe", "apiKey"],
            origin: { source: "aws-secrets-manager", location: "prod/stripe" },
            error: new SourceError({
              reason: "denied",
              message: "access denied by aws-secrets-manager",
              needs: "secretsmanager:GetSecretValue on prod/stripe",
            }),
          },
        ],
      },
      { name: "aws-secrets-manager", locate: ({ path }) => path.join("/") },
    ),
  ];
  const error = await thrown(() => loadConfig({ schema, sources }));
  expect((error as ConfigError).message).toBe(
    `
Configuration is not valid: 7 problems

  port                         expected at most 65535                         env PORT
  database.host                missing
      looked in  env DATABASE_HOST · aws-secrets-manager database/host
  database.password (secret)   expected at least 12 characters                env DATABASE_PASSWORD
  database.pool                expected a number, but the string is not one   env DATABASE_POOL
  stripe.apiKey (secret)       access denied by aws-secrets-manager           prod/stripe
      needs      secretsmanager:GetSecretValue on prod/stripe
  mode                         expected "dev" or "prod"                       env MODE
  hosts[1]                     is not a valid url                             env HOSTS
`.slice(1),
  );
});

test("a schema that can't be a configuration is told by a load", async () => {
  expect(await told(() => loadConfig({ schema: z.string() as never }))).toEqual([
    ": the schema must be an object: its properties are the settings",
  ]);
});

test("a default's own objects are not frozen with the result", () => {
  const limits = { burst: { size: 5 }, tags: [["a"]] };
  const schema = z.object({
    limits: z.record(z.string(), z.unknown()).default(limits),
    given: z.array(z.object({ a: z.number() })).default([{ a: 1 }]),
  });
  const config = loadConfigSync({ schema, sources: [memory({})] });
  expect(config).toEqual({ limits, given: [{ a: 1 }] });
  expect(Object.isFrozen(config.limits["burst"])).toBe(true);
  expect(Object.isFrozen(limits.burst)).toBe(false);
  expect(Object.isFrozen(limits.tags[0])).toBe(false);
});
