import { expect, test } from "vitest";
import * as z from "zod";

import { checkConfig } from "../inspect/check-config.ts";
import { secret } from "../schema/secret-schema.ts";
import { Secret } from "../secret/secret.ts";
import { memory } from "../sources/memory.ts";
import { fromStore } from "../stores/from-store.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { loadConfig } from "./load.ts";
import { readSecret } from "./read-secret.ts";

async function told(shape: z.ZodRawShape, values: object): Promise<string[]> {
  const problems = await checkConfig({ schema: z.object(shape), sources: [memory(values)] });
  expect(JSON.stringify(problems)).not.toContain("canary");
  return problems.map(({ path, message, fix }) => `${path.join(".")} ${message}: ${fix}`);
}

const problem = (name: string) =>
  `${name} is no secret() setting, but memory gave a Secret: wrap its schema in secret()`;
const canary = new Secret("canary");

test("a Secret for a setting that is none is a problem, also inside its value", async () => {
  expect(await told({ server: z.object({ token: z.string() }) }, { server: { token: canary } })).toEqual([
    problem("server.token"),
  ]);
  expect(await told({ list: z.array(z.string()) }, { list: ["a", canary] })).toEqual([problem("list")]);
  const inner = z.record(z.string(), z.object({ key: z.string() }));
  expect(await told({ inner }, { inner: { a: { key: canary } } })).toEqual([problem("inner")]);
  expect(await told({ map: z.map(z.string(), z.string()) }, { map: new Map([["a", canary]]) })).toContain(
    problem("map"),
  );
  expect(await told({ set: z.set(z.string()) }, { set: new Set([canary]) })).toContain(problem("set"));
});

test("of a Secret for a group, each setting in it that is none", async () => {
  const pool = z.object({ size: z.number() });
  const database = z.object({ host: z.string(), password: secret(z.string()), pool });
  const value = new Secret({ host: "canary", password: "canary", pool: { size: 5 } });
  expect(await told({ database }, { database: value })).toEqual([
    problem("database.host"),
    problem("database.pool.size"),
  ]);
  const secrets = z.object({ keys: z.object({ one: secret(z.string()) }) });
  const config = await loadConfig({ schema: secrets, sources: [memory({ keys: new Secret({ one: "1" }) })] });
  expect(config.keys.one.reveal()).toBe("1");
});

test("a secret, what an earlier source has, and a value that holds itself are none", async () => {
  const schema = z.object({ key: secret(z.array(z.string())), host: z.string() });
  const sources = [memory({ host: "h" }), memory({ key: [canary], host: canary })];
  expect(await checkConfig({ schema, sources })).toEqual([]);
  const loop: Record<string, unknown> = {};
  loop.self = loop;
  expect(await told({ any: z.any() }, { any: [5, new Date(0)] })).toEqual([]);
});

test("what a store has for a setting that refs name comes out bare", async () => {
  const store = memoryStore({ database: { host: "h" }, token: "t" });
  const schema = z.object({ database: z.object({ host: z.string() }), token: z.string() });
  const sources = [fromStore(store, { refs: { database: "database", token: "token" } })];
  expect(await loadConfig({ schema, sources })).toEqual({ database: { host: "h" }, token: "t" });
  expect(await readSecret(store, "token", { schema: z.string() })).toBe("t");
});
