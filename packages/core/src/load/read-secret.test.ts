import { subscribe, unsubscribe } from "node:diagnostics_channel";

import { expect, onTestFinished, test } from "vitest";
import * as z from "zod";

import { cached } from "../stores/cache/cached.ts";
import { readSecret } from "./read-secret.ts";
import { secret } from "../schema/secret-schema.ts";
import { Secret } from "../secret/secret.ts";
import { memoryStore } from "../testing/memory-store.ts";

const store = memoryStore({
  "prod/database": { username: "app", password: "canary-pw", port: "5432" },
  key: "canary-key",
});

test("gives a Secret where no schema says more", async () => {
  const key = await readSecret(store, "key");
  expect(key.reveal()).toBe("canary-key");
  expect(String(key)).toBe("[secret key]");
  expect((await readSecret(store, "prod/database#password")).reveal()).toBe("canary-pw");
});

test("decodes and validates by a schema", async () => {
  const schema = z.object({ username: z.string(), password: secret(z.string()), port: z.number() });
  const { username, password, port } = await readSecret(store, "prod/database", { schema });
  expect([username, port]).toEqual(["app", 5432]);
  expect(password).toBeInstanceOf(Secret);
  expect(String(password)).toBe("[secret prod/database.password]");
});

test("reads a single value by a schema", async () => {
  expect(await readSecret(store, "prod/database#port", { schema: z.number() })).toBe(5432);
  expect((await readSecret(store, "key", { schema: secret(z.string()) })).reveal()).toBe("canary-key");
});

test("fails with the store's reason, and with every problem of the value", async () => {
  await expect(readSecret(store, "missing")).rejects.toMatchObject({
    name: "SourceError",
    reason: "not-found",
  });
  await expect(readSecret(store, "prod/database#nothing")).rejects.toMatchObject({ reason: "not-found" });
  await expect(readSecret(store, "key#a")).rejects.toMatchObject({ reason: "malformed" });
  const schema = z.object({ password: secret(z.string().max(3)), extra: z.string() });
  const failure = readSecret(store, "prod/database", { schema });
  await expect(failure).rejects.toMatchObject({
    name: "ConfigError",
    problems: [{ kind: "invalid" }, { kind: "missing" }],
  });
  await expect(failure).rejects.not.toThrow("canary");
});

test("stops when it is told to", async () => {
  await expect(readSecret(store, "key", { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: "AbortError",
  });
});

test("many who ask a cached store for the same at once are one read, and each fails by itself", async () => {
  const inner = memoryStore({ a: { b: "x" } }, { delayMs: 5 });
  const remembering = cached(inner);
  const readings = Array.from({ length: 100 }, async () => readSecret(remembering, "a#b"));
  const values = await Promise.all(readings);
  expect(new Set(values.map((value) => value.reveal()))).toEqual(new Set(["x"]));
  expect(inner.calls).toHaveLength(1);
  expect((await readSecret(remembering, "a#b")).reveal()).toBe("x");
  inner.fail("c", "denied");
  const failing = await Promise.allSettled(["c", "c"].map(async (ref) => readSecret(remembering, ref)));
  expect(failing).toMatchObject([{ reason: { reason: "denied" } }, { reason: { reason: "denied" } }]);
  expect(inner.calls).toHaveLength(2);
});

test("what was invalidated is not given again", async () => {
  const inner = memoryStore({ a: "x" });
  const remembering = cached(inner);
  await readSecret(remembering, "a");
  await readSecret(remembering, "a");
  expect(inner.calls).toHaveLength(1);
  remembering.invalidate("a");
  await readSecret(remembering, "a");
  expect(inner.calls).toHaveLength(2);
});

test("is no load: nothing is reported on confide:load", async () => {
  const loads: unknown[] = [];
  const listen = (event: unknown) => void loads.push(event);
  subscribe("confide:load", listen);
  onTestFinished(() => void unsubscribe("confide:load", listen));
  await readSecret(store, "prod/database", { schema: z.object({ port: z.number() }) });
  await readSecret(store, "prod/database", { schema: z.object({ port: z.boolean() }) }).catch(
    () => undefined,
  );
  expect(loads).toEqual([]);
});

test("an integer that no number holds is what the store holds, by a schema and without one", async () => {
  const long = memoryStore({
    ids: '{"id":12345678901234567890,"all":[9007199254740993]}',
    one: "12345678901234567890",
  });
  expect(await readSecret(long, "ids#id", { schema: z.bigint() })).toBe(12345678901234567890n);
  expect(await readSecret(long, "one", { schema: z.bigint() })).toBe(12345678901234567890n);
  expect(
    await readSecret(long, "ids", { schema: z.object({ id: z.bigint(), all: z.array(z.bigint()) }) }),
  ).toEqual({
    id: 12345678901234567890n,
    all: [9007199254740993n],
  });
  expect((await readSecret(long, "ids#id")).reveal()).toBe("12345678901234567890");
  expect((await readSecret(long, "ids#all")).reveal()).toBe("[9007199254740993]");
  await expect(readSecret(long, "ids#id", { schema: z.number() })).rejects.toThrow("expected a number");
});
