import { describe, expect, test } from "vitest";
import * as z from "zod";

import { Failure, foreign, remote } from "../../test/remote.ts";
import { ConfigError } from "../report/config-error.ts";
import type { Problem } from "../model/problem.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig, loadConfigSync } from "./load.ts";
import { secret } from "../schema/secret-schema.ts";
import type { Source } from "../contract/source.ts";
import { isSetting, type Place } from "../model/setting.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";

const database = z.object({ host: z.string(), port: z.number().default(5432), password: secret(z.string()) });

async function problems(schema: z.ZodType, sources: readonly Source[]): Promise<readonly Problem[]> {
  const error: unknown = await loadConfig({ schema, sources }).catch((thrown: unknown) => thrown);
  if (!(error instanceof ConfigError))
    throw new Error("it was expected to fail with a ConfigError", { cause: error });
  return error.problems;
}

/** `path: kind, message` */
async function told(schema: z.ZodType, sources: readonly Source[]): Promise<string[]> {
  return (await problems(schema, sources)).map(({ path, message }) => `${path.join(".")}: ${message}`);
}

describe("the order of sources", () => {
  const schema = z.object({ a: z.string(), b: z.string(), c: z.string().default("default") });

  test("decides: the first that has a value wins, setting by setting", async () => {
    const sources = [memory({ a: "1" }), memory({ a: "2", b: "2" }), memory({ a: "3", b: "3", c: "3" })];
    expect(await loadConfig({ schema, sources })).toEqual({ a: "1", b: "2", c: "3" });
    expect(loadConfigSync({ schema, sources })).toEqual({ a: "1", b: "2", c: "3" });
  });

  test("ends with the schema's own default", async () => {
    expect(await loadConfig({ schema, sources: [memory({ a: "1", b: "2" })] })).toMatchObject({
      c: "default",
    });
  });

  test("holds for empty text too, where the source doesn't say that it is missing", async () => {
    const sources = [
      env({ from: { A: "", B: "env" } }),
      memory({ a: "", b: "memory" }),
      memory({ a: "later" }),
    ];
    expect(await loadConfig({ schema, sources })).toMatchObject({ a: "", b: "env" });
  });

  test("is the environment alone where no sources are named", async () => {
    const { HOME, PATH } = await loadConfig({ schema: z.object({ HOME: z.string(), PATH: z.string() }) });
    expect({ HOME, PATH }).toEqual({ HOME: process.env.HOME, PATH: process.env.PATH });
  });

  test("is no merge of arrays: the first replaces the others", async () => {
    const lists = z.object({ list: z.array(z.string()), map: z.record(z.string(), z.string()) });
    const sources = [memory({ list: ["a"], map: { a: "1" } }), memory({ list: ["b", "c"], map: { b: "2" } })];
    expect(await loadConfig({ schema: lists, sources })).toEqual({ list: ["a"], map: { a: "1" } });
  });
});

describe("a source is asked only for what none before it had", () => {
  const schema = z.object({ database, region: z.string().optional() });
  const all = { database: { host: "h", port: 1, password: "p" }, region: "eu" };

  test("and not at all when nothing is missing", async () => {
    const store = remote("store", {});
    await loadConfig({ schema, sources: [memory(all), store] });
    expect(store.asked).toEqual([]);
  });

  test("in one read", async () => {
    const [first, second] = [
      remote("first", { "database.host": "h" }),
      remote("second", { "database.password": "p" }),
    ];
    await loadConfig({ schema, sources: [first, second] });
    expect(first.asked).toEqual([
      ["database.host", "database.port", "database.password", "region", "database"],
    ]);
    expect(second.asked).toEqual([["database.port", "database.password", "region", "database"]]);
  });

  test("and only for what it can hold", async () => {
    const store = { ...remote("store", { "database.password": "p" }) };
    const picky = {
      ...store,
      locate: (place: Place) => (isSetting(place) && place.secret ? place.name : undefined),
    };
    await loadConfig({ schema, sources: [memory({ database: { host: "h" } }), picky] });
    expect(store.asked).toEqual([["database.password"]]);
    const none = remote("none", {});
    await loadConfig({ schema, sources: [memory(all), { ...none, locate: () => undefined }] });
    expect(none.asked).toEqual([]);
  });

  test("also where a value turns out to be invalid: no later source stands in", async () => {
    const store = remote("store", { "database.port": "5" });
    const sources = [memory({ ...all, database: { ...all.database, port: "x" } }), store];
    expect(await told(schema, sources)).toEqual([
      "database.port: expected a number, but the string is not one",
    ]);
    expect(store.asked).toEqual([]);
  });

  test("but local ones are read even so, for unknown names and what is shadowed", () => {
    const config = loadConfigSync({ schema, sources: [memory(all), memory({ region: "us" })] });
    expect(explain(config).find(({ setting }) => setting === "region")?.shadowed).toEqual([
      { source: "memory", location: "region" },
    ]);
  });
});

describe("missing, found and failed are three things", () => {
  const schema = z.object({ key: secret(z.string()), other: z.string().default("default") });

  test("what isn't found falls to the next source, and to the default", async () => {
    const store = remote("store", { key: new Failure("not-found"), other: new Failure("not-found") });
    const config = await loadConfig({ schema, sources: [store, memory({ key: "next" })] });
    expect(config.key.reveal()).toBe("next");
    expect(config.other).toBe("default");
  });

  test.each([
    "denied",
    "unauthenticated",
    "disabled",
    "destroyed",
    "throttled",
    "unavailable",
    "timeout",
    "aborted",
    "malformed",
    "conflict",
    "invalid-ref",
    "too-large",
    "unknown",
  ] as const)(
    "what is %s stops the load, though a later source and a default have a value",
    async (reason) => {
      const [store, later] = [
        remote("store", { key: new Failure(reason), other: new Failure(reason) }),
        remote("later", { key: "an older one", other: "x" }),
      ];
      expect(await problems(schema, [store, later])).toEqual([
        {
          path: ["key"],
          kind: "failed",
          reason,
          message: `${reason} in store`,
          secret: true,
          places: [{ source: "store", location: "store/key", version: "1" }],
        },
        expect.objectContaining({ path: ["other"], kind: "failed", reason }),
      ]);
      expect(later.asked).toEqual([]);
    },
  );

  test("one that failed doesn't hide the others", async () => {
    const both = z.object({ a: z.string(), b: z.string(), c: z.number(), d: z.string() });
    const store = remote("store", { a: new Failure("denied"), b: "found", c: "x" });
    expect(await told(both, [store])).toEqual([
      "a: denied in store",
      "c: expected a number, but the string is not one",
      "d: missing",
    ]);
  });

  test("a source that fails as a whole fails each setting once, and no group beside them", async () => {
    const grouped = z.object({
      key: z.string(),
      database,
      deep: z.object({ er: z.object({ a: z.string() }) }),
    });
    const broken: Source = {
      name: "broken",
      locate: ({ name }) => name,
      read: () => Promise.reject(new Error("cut")),
    };
    const found = await problems(grouped, [broken]);
    expect(found.map(({ path }) => path.join("."))).toEqual([
      "key",
      "database.host",
      "database.port",
      "database.password",
      "deep.er.a",
    ]);
  });

  test("no matter what failed after it was found elsewhere", async () => {
    const sources = [memory({ key: "found" }), { ...remote("store", { key: new Failure("denied") }) }];
    expect((await loadConfig({ schema, sources })).key.reveal()).toBe("found");
  });

  test("a group that failed is one problem, and none of its settings is missing", async () => {
    const store = remote("store", { database: new Failure("denied") });
    expect(await told(z.object({ database }), [store])).toEqual(["database: denied in store"]);
    const partly = await told(z.object({ database }), [memory({ database: { host: "h" } }), store]);
    expect(partly).toEqual(["database: denied in store"]);
  });

  test("optional() lets a failure pass, and explain says so", async () => {
    const store = optional(remote("store", { key: new Failure("denied") }));
    const config = await loadConfig({ schema, sources: [store, memory({ key: "next" })] });
    expect(config.key.reveal()).toBe("next");
    expect(explain(config)[0]).toMatchObject({
      setting: "key",
      source: "memory",
      warning: "denied in store",
    });
  });
});

describe("an optional group", () => {
  const schema = z.object({
    stripe: z.object({ key: secret(z.string()), url: z.string().default("u") }).optional(),
  });

  test("of which no source holds anything is absent, its defaults too", async () => {
    expect(await loadConfig({ schema, sources: [memory({})] })).toEqual({});
  });

  test("that is an empty object is there, as for zod", async () => {
    expect(await told(schema, [memory({ stripe: {} })])).toEqual(["stripe.key: missing"]);
    expect(await told(schema, [memory({ stripe: { other: 1 } })])).toEqual(["stripe.key: missing"]);
    const metrics = z.object({ metrics: z.object({ on: z.boolean().default(true) }).optional() });
    expect(await loadConfig({ schema: metrics, sources: [memory({ metrics: {} })] })).toEqual({
      metrics: { on: true },
    });
    expect(await loadConfig({ schema: metrics, sources: [env({ from: { METRICS: "{}" } })] })).toEqual({
      metrics: { on: true },
    });
    expect(await loadConfig({ schema: metrics, sources: [memory({})] })).toEqual({});
  });

  test("of which one holds a part is validated whole", async () => {
    expect(await told(schema, [memory({ stripe: { url: "x" } })])).toEqual(["stripe.key: missing"]);
    const config = await loadConfig({ schema, sources: [memory({ stripe: { key: "k" } })] });
    expect(config.stripe?.url).toBe("u");
  });

  test("inside another is absent by itself", async () => {
    const nested = z.object({
      a: z.object({ b: z.string(), c: z.object({ d: z.string() }).optional() }).optional(),
    });
    expect(await loadConfig({ schema: nested, sources: [memory({ a: { b: "x" } })] })).toEqual({
      a: { b: "x" },
    });
    expect(await told(nested, [memory({ a: { c: { d: "x" } } })])).toEqual(["a.b: missing"]);
  });

  test("is absent also where only a failure was let pass", async () => {
    const store = optional(remote("store", { "stripe.key": new Failure("denied") }));
    expect(await loadConfig({ schema, sources: [store] })).toEqual({});
  });
});

describe("a group's default object is the last source of its settings", () => {
  const pool = z.object({
    size: z.number(),
    idle: z.number(),
    tls: z.object({ on: z.boolean(), ca: z.string() }),
  });
  const schema = z.object({ pool: pool.default({ size: 10, idle: 5, tls: { on: true, ca: "root" } }) });

  test("so that one variable changes one of them", async () => {
    expect(await loadConfig({ schema, sources: [env({ from: { POOL_SIZE: "20" } })] })).toEqual({
      pool: { size: 20, idle: 5, tls: { on: true, ca: "root" } },
    });
    expect(await loadConfig({ schema, sources: [env({ from: { POOL_TLS_ON: "no" } })] })).toEqual({
      pool: { size: 10, idle: 5, tls: { on: false, ca: "root" } },
    });
    expect(await loadConfig({ schema, sources: [env({ from: {} })] })).toEqual({
      pool: { size: 10, idle: 5, tls: { on: true, ca: "root" } },
    });
  });

  test("also of a prefault, of secrets, and of names that every object has", async () => {
    const odd = z.object({
      group: z
        .object({ key: secret(z.string()), toString: z.string(), n: z.number() })
        .prefault({ key: "k", toString: "t", n: 1 }),
    });
    const { group } = await loadConfig({ schema: odd, sources: [memory({ group: { n: 2 } })] });
    expect([group.key.reveal(), group.toString, group.n]).toEqual(["k", "t", 2]);
  });

  test("and names the branch of a discriminated union", async () => {
    const union = z.object({
      log: z
        .discriminatedUnion("to", [
          z.object({ to: z.literal("file"), path: z.string(), size: z.number() }),
          z.object({ to: z.literal("stdout") }),
        ])
        .default({ to: "file", path: "/tmp", size: 5 }),
    });
    const load = (from: Record<string, string>) =>
      loadConfigSync({ schema: union, sources: [env({ from })] }).log;
    expect(load({})).toEqual({ to: "file", path: "/tmp", size: 5 });
    expect(load({ LOG_PATH: "/var" })).toEqual({ to: "file", path: "/var", size: 5 });
    expect(load({ LOG_TO: "stdout" })).toEqual({ to: "stdout" });
  });

  test("and gives nothing to another branch, which might refuse it", () => {
    const branches = [
      z.strictObject({ to: z.literal("file"), path: z.string() }),
      z.strictObject({ to: z.literal("stdout") }),
    ] as const;
    const strict = z.object({
      log: z.discriminatedUnion("to", branches).default({ to: "file", path: "/tmp" }),
    });
    const config = loadConfigSync({ schema: strict, sources: [env({ from: { LOG_TO: "stdout" } })] });
    expect(config).toEqual({ log: { to: "stdout" } });
  });
});

describe("a group under its own name", () => {
  const schema = z.object({ database, region: z.string().optional() });
  const load = (from: Record<string, string>) =>
    loadConfigSync({ schema, sources: [env({ from })] }).database;

  test("is read as JSON, and fills its settings", () => {
    const { host, port, password } = load({ DATABASE: '{"host":"h","port":"1","password":"p"}' });
    expect([host, port, password.reveal()]).toEqual(["h", 1, "p"]);
  });

  test("loses against deeper names in the same source, and wins over later sources", () => {
    const json = env({ from: { DATABASE: '{"host":"json","password":"json"}', DATABASE_HOST: "deeper" } });
    const sources = [json, memory({ database: { password: "later", port: 1 } })];
    const { host, port, password } = loadConfigSync({ schema, sources }).database;
    expect([host, port, password.reveal()]).toEqual(["deeper", 1, "json"]);
  });

  test("says where each of them stood", () => {
    const config = loadConfigSync({
      schema,
      sources: [env({ from: { DATABASE: '{"host":"h","password":"p","a/b":1}' } })],
    });
    expect(explain(config).map(({ location }) => location)).toEqual([
      "DATABASE#host",
      undefined,
      "DATABASE#password",
      undefined,
    ]);
  });

  test.each([
    ["not json", "expected a JSON object: the text is not valid JSON"],
    ['["a"]', "expected a JSON object"],
    ['"text"', "expected a JSON object"],
    ["5", "expected a JSON object"],
    ["null", "is empty (null), and has to be an object: fill it, or take it out"],
    [
      '{"host":{"__proto__":1}}',
      "expected a JSON object: the text holds the name __proto__, which is refused",
    ],
  ])("that is %s is one problem", async (text, message) => {
    const source = env({ prefix: "APP_", from: { APP_DATABASE: text } });
    expect(await told(schema, [source])).toEqual([`database: ${message}`]);
  });

  test("may be inside another one, also as text", () => {
    const deep = z.object({ a: z.object({ b: z.object({ c: z.number(), d: z.number() }) }) });
    for (const text of ['{"b":{"c":1,"d":2}}', '{"b":"{\\"c\\":1,\\"d\\":2}"}'])
      expect(loadConfigSync({ schema: deep, sources: [env({ from: { A: text } })] })).toEqual({
        a: { b: { c: 1, d: 2 } },
      });
    const from = { A: '{"b":{"c":1,"d":2}}', A_B: '{"c":3}', A_B_D: "4" };
    expect(loadConfigSync({ schema: deep, sources: [env({ from })] })).toEqual({ a: { b: { c: 3, d: 4 } } });
  });

  test("may be the whole configuration", async () => {
    const whole = foreign({
      answers: [{ path: [], value: '{"database":{"host":"h","password":"p"}}', origin: { source: "one" } }],
    });
    const config = await loadConfig({ schema, sources: [whole] });
    expect(config.database.host).toBe("h");
  });
});

describe("a nullable group", () => {
  const schema = z.object({ proxy: z.object({ host: z.string(), port: z.number().default(1) }).nullable() });

  test("is null where a source says so, as text or parsed", async () => {
    for (const sources of [[memory({ proxy: null })], [env({ from: { PROXY: "null" } })]])
      expect(await loadConfig({ schema, sources })).toEqual({ proxy: null });
  });

  test("is not, where an earlier source has a part of it", async () => {
    const sources = [memory({ proxy: { host: "h" } }), memory({ proxy: null })];
    expect(await loadConfig({ schema, sources })).toEqual({ proxy: { host: "h", port: 1 } });
    const later = [...sources, memory({ proxy: { port: 5 } })];
    expect(await loadConfig({ schema, sources: later })).toEqual({ proxy: { host: "h", port: 5 } });
  });

  test("stays null, though a later source has a part of it", async () => {
    const sources = [memory({ proxy: null }), memory({ proxy: { host: "h" } })];
    expect(await loadConfig({ schema, sources })).toEqual({ proxy: null });
  });

  test("is needed where it isn't optional too", async () => {
    expect(await told(schema, [memory({})])).toEqual(["proxy.host: missing"]);
  });

  test("null is refused where the group is not nullable", async () => {
    expect(await told(z.object({ a: z.object({ b: z.string() }) }), [memory({ a: null })])).toEqual([
      "a: is empty (null), and has to be an object: fill it, or take it out",
    ]);
  });
});

describe("a discriminated union", () => {
  const schema = z.object({
    cache: z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("redis"), url: z.string(), ttl: z.number().default(60) }),
      z.object({ kind: z.literal("file"), path: z.string(), ttl: z.number().default(5) }),
      z.object({ kind: z.enum(["none", "off"]) }),
    ]),
  });

  test("takes the discriminator and the settings of its branch from different sources", async () => {
    const sources = [
      env({ from: { CACHE_KIND: "redis" } }),
      memory({ cache: { kind: "file", url: "u", path: "p" } }),
    ];
    expect(await loadConfig({ schema, sources })).toEqual({ cache: { kind: "redis", url: "u", ttl: 60 } });
  });

  test("asks no later source for the settings of other branches", async () => {
    const store = remote("store", { "cache.path": "p" });
    const config = await loadConfig({ schema, sources: [memory({ cache: { kind: "file" } }), store] });
    expect(config).toEqual({ cache: { kind: "file", path: "p", ttl: 5 } });
    expect(store.asked).toEqual([["cache.ttl", "cache.path", "cache"]]);
    const none = remote("none", {});
    await loadConfig({ schema, sources: [memory({ cache: { kind: "off" } }), none] });
    expect(none.asked).toEqual([]);
  });

  test("leaves out what the other branches hold", async () => {
    const sources = [memory({ cache: { kind: "none", url: "u", path: "p" } })];
    expect(await loadConfig({ schema, sources })).toEqual({ cache: { kind: "none" } });
  });

  test("says what its discriminator may be", async () => {
    expect(await told(schema, [memory({ cache: { kind: "other", url: "u" } })])).toEqual([
      'cache.kind: expected "redis", "file", "none" or "off"',
    ]);
    expect(await told(schema, [memory({ cache: { url: "u" } })])).toEqual(["cache.kind: missing"]);
    expect(await told(schema, [memory({})])).toEqual(["cache.kind: missing"]);
  });

  test("says what its branch lacks", async () => {
    expect(await told(schema, [memory({ cache: { kind: "redis" } })])).toEqual(["cache.url: missing"]);
  });

  test("chooses by what a text is decoded to", () => {
    const typed = z.object({
      tls: z.discriminatedUnion("on", [
        z.object({ on: z.literal(true), ca: z.string() }),
        z.object({ on: z.literal(false) }),
      ]),
      level: z.discriminatedUnion("n", [
        z.object({ n: z.literal(1), a: z.string() }),
        z.object({ n: z.literal(2) }),
      ]),
    });
    const from = { TLS_ON: "yes", TLS_CA: "ca", LEVEL_N: "1", LEVEL_A: "a" };
    expect(loadConfigSync({ schema: typed, sources: [env({ from })] })).toEqual({
      tls: { on: true, ca: "ca" },
      level: { n: 1, a: "a" },
    });
  });

  test("may be the whole schema, optional, or inside another", () => {
    const inner = z.discriminatedUnion("k", [
      z.object({ k: z.literal("x"), v: z.string() }),
      z.object({ k: z.literal("y") }),
    ]);
    expect(loadConfigSync({ schema: inner, sources: [memory({ k: "x", v: "1" })] })).toEqual({
      k: "x",
      v: "1",
    });
    const optionalOne = z.object({ u: inner.optional() });
    expect(loadConfigSync({ schema: optionalOne, sources: [memory({})] })).toEqual({});
    expect(loadConfigSync({ schema: optionalOne, sources: [memory({ u: { k: "y" } })] })).toEqual({
      u: { k: "y" },
    });
    const nested = z.discriminatedUnion("t", [
      z.object({ t: z.literal("a"), u: inner }),
      z.object({ t: z.literal("b") }),
    ]);
    const from = { T: "a", U_K: "x", U_V: "1" };
    expect(loadConfigSync({ schema: nested, sources: [env({ from })] })).toEqual({
      t: "a",
      u: { k: "x", v: "1" },
    });
  });
});

describe("a union of groups without a discriminator", () => {
  const schema = z.object({
    auth: z.union([
      z.object({ token: secret(z.string()) }),
      z.object({ user: z.string(), password: secret(z.string()), port: z.number().default(1) }),
    ]),
  });

  test("is the first that zod takes", () => {
    const load = (auth: object) => loadConfigSync({ schema, sources: [memory({ auth })] }).auth;
    expect(Object.keys(load({ token: "t", user: "u", password: "p" }))).toEqual(["token"]);
    expect(load({ user: "u", password: "p" })).toMatchObject({ user: "u", port: 1 });
  });

  test("is none whose text can't be decoded", () => {
    const either = z.object({
      u: z.union([z.object({ n: z.number().optional() }), z.object({ n: z.string() })]),
    });
    const load = (n: string) => loadConfigSync({ schema: either, sources: [env({ from: { U_N: n } })] });
    expect(load("5")).toEqual({ u: { n: 5 } });
    expect(load("five")).toEqual({ u: { n: "five" } });
  });

  test("may come from different sources", () => {
    const sources = [env({ from: { AUTH_USER: "u" } }), memory({ auth: { password: "p" } })];
    expect(loadConfigSync({ schema, sources }).auth).toMatchObject({ user: "u" });
  });

  test("of which none fits says what is missing of one", async () => {
    expect(await told(schema, [memory({ auth: { user: "u" } })])).toEqual([
      "auth: fits none of the forms that the schema allows",
    ]);
  });
});

describe("an intersection", () => {
  test("has the settings of both, also where they share one", () => {
    const schema = z
      .object({ a: z.string(), s: z.object({ x: z.number() }) })
      .and(z.object({ b: z.string().default("b"), a: z.string().min(1), s: z.object({ y: z.number() }) }));
    const from = { A: "a", S_X: "1", S_Y: "2" };
    expect(loadConfigSync({ schema, sources: [env({ from })] })).toEqual({
      a: "a",
      b: "b",
      s: { x: 1, y: 2 },
    });
  });
});

describe("unknown names", () => {
  const shape = { a: z.string(), n: z.number().optional() };

  test("are left out of a plain object", () => {
    const sources = [memory({ g: { a: "1", more: 2 } })];
    expect(loadConfigSync({ schema: z.object({ g: z.object(shape) }), sources })).toEqual({ g: { a: "1" } });
  });

  test("go on to a loose object, and to a catchall's checks", async () => {
    const sources = [memory({ g: { a: "1", more: 2, toString: 3 } })];
    expect(loadConfigSync({ schema: z.object({ g: z.looseObject(shape) }), sources })).toEqual({
      g: { a: "1", more: 2, toString: 3 },
    });
    const caught = z.object({ g: z.object(shape).catchall(z.string()) });
    expect((await told(caught, sources)).length).toBeGreaterThan(0);
  });

  test("are refused by a strict object, from a JSON group too", async () => {
    const strict = z.object({ g: z.strictObject(shape) });
    expect(await told(strict, [memory({ g: { a: "1", more: 2 } })])).toEqual(["g: unknown name more"]);
    expect(await told(strict, [env({ from: { G: '{"a":"1","more":2,"and":3}' } })])).toEqual([
      "g: unknown names more and and",
    ]);
  });

  test("that could change a prototype, or have no end, are not handed on", async () => {
    const loop: Record<string, unknown> = {};
    loop.self = loop;
    const origin = { source: "foreign" };
    const unknown = [
      { path: ["g", "__proto__"], value: { polluted: true }, origin },
      { path: ["g", "loop"], value: loop, origin },
      { path: ["g", "more"], value: 1, origin },
    ];
    const source = foreign({ answers: [{ path: ["g", "a"], value: "1", origin }], unknown });
    const config = await loadConfig({ schema: z.object({ g: z.looseObject(shape) }), sources: [source] });
    expect(config).toEqual({ g: { a: "1", more: 1 } });
    expect(config.g).not.toHaveProperty("polluted");
  });

  test("of somebody's object are copied before they are frozen", () => {
    const value = { g: { a: "1", more: { deep: [{ x: 1 }] } } };
    const config = loadConfigSync({
      schema: z.object({ g: z.looseObject(shape) }),
      sources: [memory(value)],
    });
    expect(Object.isFrozen(config.g.more)).toBe(true);
    expect(Object.isFrozen(value.g.more)).toBe(false);
    expect(Object.isFrozen(value.g.more.deep[0])).toBe(false);
  });
});
