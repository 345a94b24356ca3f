import * as z from "zod";
import { expect, test } from "vitest";

import { ConfigError } from "../report/config-error.ts";
import type { SourceErrorReason } from "../model/errors.ts";
import { explain } from "../inspect/explain.ts";
import { loadConfig } from "../load/load.ts";
import { checkConfig } from "../inspect/check-config.ts";
import { readSecret } from "../load/read-secret.ts";
import { planOf } from "../schema/plan.ts";
import { secret } from "../schema/secret-schema.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { env } from "../sources/env.ts";
import { memory } from "../sources/memory.ts";
import { optional } from "../sources/optional.ts";
import { fromStore } from "./from-store.ts";

const schema = z.object({
  port: z.number().default(3000),
  database: z.object({ host: z.string(), username: z.string(), password: secret(z.string()) }),
  stripe: z.object({ apiKey: secret(z.string()) }).optional(),
});

const database = { host: "db.example", username: "app", password: "p4ssw0rd-canary" };

test("fills a group from one JSON secret, in one read", async () => {
  const store = memoryStore({ "prod/database": database });
  const config = await loadConfig({
    schema,
    sources: [fromStore(store, { refs: { database: "prod/database" } })],
  });
  expect(config.database.host).toBe("db.example");
  expect(config.database.password.reveal()).toBe("p4ssw0rd-canary");
  expect(store.calls).toEqual([{ method: "read", refs: ["prod/database", "stripe/api-key"] }]);
});

test("makes no call when every secret came from an earlier source", async () => {
  const store = memoryStore();
  const from = { DATABASE: JSON.stringify(database), STRIPE_API_KEY: "sk" };
  await loadConfig({ schema, sources: [env({ from }), fromStore(store)] });
  expect(store.calls).toEqual([]);
});

test("asks by convention for secrets only, under their own paths", async () => {
  const store = memoryStore({ "app/stripe/api-key": "sk", "app/database/password": "pw", "app/port": "1" });
  const sources = [memory({ database: { host: "h", username: "u" } }), fromStore(store, { prefix: "app/" })];
  const config = await loadConfig({ schema, sources });
  expect(config.port).toBe(3000);
  expect(config.stripe?.apiKey.reveal()).toBe("sk");
  expect(store.calls[0]?.refs).toEqual(["app/database/password", "app/stripe/api-key"]);
});

test("asks for plain settings too, where that is wanted", async () => {
  const store = memoryStore({ "app/port": "80", "app/hosts": '["a","b"]', "app/key": "k" });
  const plain = z.object({ port: z.number(), hosts: z.array(z.string()), key: secret(z.string()) });
  const source = fromStore(store, { prefix: "app/", plainSettings: true });
  const { key, ...rest } = await loadConfig({ schema: plain, sources: [source] });
  expect([rest, key.reveal()]).toEqual([{ port: 80, hosts: ["a", "b"] }, "k"]);
  expect(store.calls[0]?.refs).toEqual(["app/port", "app/hosts", "app/key"]);
});

test("fills the whole configuration from one secret", async () => {
  const store = memoryStore({ "prod/app": { port: "80", database, stripe: { apiKey: "sk" } } });
  const config = await loadConfig({ schema, sources: [fromStore(store, { refs: "prod/app" })] });
  expect(config.port).toBe(80);
  expect(explain(config).find(({ setting }) => setting === "database.password")).toMatchObject({
    source: "memory-store",
    location: "prod/app#/database/password",
    version: "1",
  });
  expect(store.calls).toHaveLength(1);
});

test("takes a property, an older version, and bytes", async () => {
  const store = memoryStore({ a: { b: { c: "deep" } }, v: "one", bytes: Uint8Array.of(0, 255) });
  const picks = z.object({ deep: z.string(), old: z.string(), bytes: secret(z.instanceof(Uint8Array)) });
  const refs = { deep: "a#/b/c", old: "v?version=1", bytes: "bytes" };
  const config = await loadConfig({ schema: picks, sources: [fromStore(store, { refs })] });
  expect([config.deep, config.old]).toEqual(["deep", "one"]);
  expect(config.bytes.reveal()).toEqual(Uint8Array.of(0, 255));
});

const REASONS: SourceErrorReason[] = [
  "denied",
  "unauthenticated",
  "disabled",
  "destroyed",
  "throttled",
  "unavailable",
  "timeout",
  "malformed",
  "unknown",
];

test.each(REASONS)("%s stops the load: neither the default nor the next source is taken", async (reason) => {
  const store = memoryStore({ "database/password": "from-the-store" });
  store.fail("database/password", reason);
  const withDefault = z.object({ database: z.object({ password: secret(z.string().default("default")) }) });
  const sources = [fromStore(store), memory({ database: { password: "next" } })];
  const problems = await checkConfig({ schema: withDefault, sources }, { timeoutMs: 300 });
  expect(problems).toMatchObject([{ path: ["database", "password"], kind: "failed", reason }]);

  const config = await loadConfig(
    {
      schema: withDefault,
      sources: [optional(fromStore(store)), memory({ database: { password: "next" } })],
    },
    { timeoutMs: 300 },
  );
  expect(config.database.password.reveal()).toBe("next");
  expect(explain(config)[0]?.warning).toContain("memory-store");
});

test("tells all failures in one report, beside what is missing", async () => {
  const store = memoryStore({ "prod/database": database, "stripe/api-key": "sk" });
  store.fail("prod/database", "denied");
  store.fail("stripe/api-key", "disabled");
  const needs = schema.extend({ region: z.string() });
  const error: unknown = await loadConfig({
    schema: needs,
    sources: [env({ from: {} }), fromStore(store, { refs: { database: "prod/database" } })],
  }).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(ConfigError);
  expect((error as ConfigError).message).toMatchInlineSnapshot(`
    "Configuration is not valid: 3 problems

      database                 access denied by memory-store   prod/database
      stripe.apiKey (secret)   disabled in memory-store        stripe/api-key
      region                   missing
          looked in  env REGION
    "
  `);
});

test("reads a missing property as missing, and a secret that is no JSON as malformed", async () => {
  const store = memoryStore({ json: { a: "x" }, text: "canary-not-json" });
  const one = z.object({ value: z.string() });
  const missing = await checkConfig({
    schema: one,
    sources: [fromStore(store, { refs: { value: "json#b" } })],
  });
  expect(missing).toMatchObject([
    { kind: "missing", places: [{ source: "memory-store", location: "json#b" }] },
  ]);
  const malformed = await checkConfig({
    schema: one,
    sources: [fromStore(store, { refs: { value: "text#b" } })],
  });
  expect(malformed).toMatchObject([{ kind: "failed", reason: "malformed" }]);
  expect(JSON.stringify(malformed)).not.toContain("canary");
});

test("refuses refs for what is no setting", async () => {
  const problems = await checkConfig({
    schema,
    sources: [fromStore(memoryStore(), { refs: { databse: "prod/database" } })],
  });
  expect(problems).toMatchObject([
    {
      path: [],
      kind: "invalid",
      message: "fromStore({ refs }) names databse, which is no setting or group of the schema",
      fix: "did you mean database?",
    },
  ]);
});

/** The problems of one setting `key` and one default, as `message: fix`. */
async function told(values: object, refs: Record<string, string>, shape: z.ZodRawShape): Promise<string[]> {
  const sources = [fromStore(memoryStore(values as Record<string, unknown>), { refs })];
  const problems = await checkConfig({ schema: z.object(shape), sources });
  return problems.map(({ kind, message, fix }) => `${kind}: ${message}: ${fix}`);
}

test("says why a secret is missing: the secret itself, or a property, with the nearest that it has", async () => {
  const key = { key: secret(z.string()) };
  expect(await told({}, { key: "prod/app" }, key)).toEqual([
    "missing: missing: memory-store has no prod/app: create it there, or say in refs where it is",
  ]);
  const many = {
    id: "canary",
    api_key: "canary",
    url: "canary",
    apiKeyy: "canary",
    a: 1,
    b: 2,
    "canary of a value": 1,
  };
  expect(await told({ "prod/app": many }, { key: "prod/app#apiKey" }, key)).toEqual([
    "missing: missing: memory-store prod/app has no apiKey: it has api_key, apiKeyy, id, a, url and 2 more; did you mean api_key?",
  ]);
  expect(await told({ "prod/app": { "canary of a value": 1 } }, { key: "prod/app#apiKey" }, key)).toEqual([
    "missing: missing: memory-store prod/app has no apiKey: it has 1 property, not shown; say in refs which one is meant",
  ]);
  expect(await told({ "prod/app": { keys: [{}] } }, { key: "prod/app#/keys/1" }, key)).toEqual([
    "missing: missing: memory-store prod/app#keys has no 1: it is a list; say in refs which one is meant",
  ]);
  expect(await told({ "prod/app": { keys: {} } }, { key: "prod/app#/keys/a" }, key)).toEqual([
    "missing: missing: memory-store prod/app#keys has no a: it has no properties; say in refs which one is meant",
  ]);
  const group = { app: z.object({ host: z.string(), zone: z.string() }) };
  expect(await told({ "prod/app": { host: "canary" } }, { app: "prod/app" }, group)).toEqual([
    "missing: missing: memory-store prod/app has no zone: it has host; add it to the secret",
  ]);
});

test("warns of a misspelt property whose place a default takes", async () => {
  const store = memoryStore({ "prod/app": { apiKey: "made-up" } });
  const config = await loadConfig(
    {
      schema: z.object({ key: z.string().default("none"), other: z.string().default("none") }),
      sources: [
        optional(fromStore(store, { refs: { key: "prod/app#apiKye", other: "prod/app#elsewhere" } })),
      ],
    },
    { onWarning: () => {} },
  );
  expect(explain(config).map(({ warning }) => warning)).toEqual([
    expect.stringContaining("memory-store prod/app has no apiKye: it has apiKey"),
    undefined,
  ]);
});

test("refuses a whole JSON secret for a string where a property has the setting's name, and warns where none has", async () => {
  const app = { api_key: "canary", port: "canary" };
  const stripe = (apiKey: z.ZodType) => ({ stripe: z.object({ apiKey }) });
  const refs = { "stripe.apiKey": "prod/app" };
  const sure =
    'memory-store prod/app is a JSON object, and stripe.apiKey takes all of it: name the property in refs: "stripe.apiKey": "prod/app#api_key"';
  expect(await told({ "prod/app": app }, refs, stripe(secret(z.string())))).toEqual([`trap: ${sure}`]);
  expect(await told({ "prod/app": app }, refs, stripe(z.number()))).toEqual([
    expect.stringMatching(/^invalid: .*: memory-store prod\/app is a JSON object, .*#api_key"$/),
  ]);
  const byPath = await told(
    { "stripe/api-key": { STRIPE_API_KEY: "canary" } },
    {},
    stripe(secret(z.string())),
  );
  expect(byPath).toEqual([expect.stringContaining('"stripe.apiKey": "stripe/api-key#STRIPE_API_KEY"')]);

  const warnings: string[] = [];
  const config = await loadConfig(
    {
      schema: z.object({ key: secret(z.string()), whole: z.object({ a: z.string() }), any: z.any() }),
      sources: [
        fromStore(memoryStore({ account: { type: "t", id: "i" }, whole: { a: "b" } }), {
          refs: { key: "account", whole: "whole", any: "whole" },
        }),
      ],
    },
    { onWarning: ({ kind, message, fix }) => void warnings.push(`${kind}: ${message}: ${fix}`) },
  );
  expect(config.key.reveal()).toBe('{"type":"t","id":"i"}');
  expect(warnings).toEqual([
    "doubt: memory-store account is a JSON object, and key takes all of it: if one of its properties is meant, name it behind a # in refs (it has id and type)",
  ]);
});

test("finds a typo inside a JSON secret", async () => {
  const store = memoryStore({ "prod/database": { host: "h", username: "u", pasword: "x" } });
  const [problem] = await checkConfig({
    schema,
    sources: [fromStore(store, { refs: { database: "prod/database" } })],
  });
  expect(problem).toMatchObject({ path: ["database", "password"], kind: "missing" });
  expect(problem?.fix).toBe("memory-store prod/database#pasword holds pasword: did you mean password?");
});

test("says where a value stood as the ref that would read it alone", async () => {
  const store = memoryStore({ "prod/app": { db: database } });
  const source = fromStore(store, { refs: { database: "prod/app#db" } });
  const config = await loadConfig({ schema, sources: [source] });
  const location = explain(config).find(({ setting }) => setting === "database.host")?.location;
  expect(location).toBe("prod/app#/db/host");
  expect((await readSecret(store, location ?? "")).reveal()).toBe("db.example");
  const known = planOf(schema).settings.find(({ name }) => name === "database.host");
  expect(known && source.locate(known)).toBe(location);
});

test.each([undefined, null, 5, {}])(
  "a ref that is no string, as %j, is refused, and asked for under no name",
  (odd) => {
    expect(() => fromStore(memoryStore(), { refs: { key: odd as never } })).toThrow(
      new TypeError("fromStore() takes a string as the ref for key: name?version=…#property"),
    );
  },
);

test.each([null, 5, {}])("a prefix that is no string, as %j, is refused", (odd) => {
  expect(() => fromStore(memoryStore(), { prefix: odd as never })).toThrow(
    new TypeError("fromStore() takes a string as prefix"),
  );
});
