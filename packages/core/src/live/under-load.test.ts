import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { expect, test } from "vitest";
import * as z from "zod";

import { Secret } from "../secret/secret.ts";
import { secret } from "../schema/secret-schema.ts";
import { fromStore } from "../stores/from-store.ts";
import type { SecretStore } from "../contract/store.ts";
import { memoryStore } from "../testing/memory-store.ts";
import type { Clock } from "../util/clock.ts";
import { watchConfig } from "./watch-config.ts";

/** Time goes on a second with each look at it, so that nothing has to wait; the polls are left asleep. */
function hurried(): Clock {
  let nowMs = Date.UTC(2026, 0, 1);
  return {
    now: () => (nowMs += 1_000),
    sleep: (_, signal) =>
      new Promise((__, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason as Error), { once: true });
      }),
  };
}

function setUp() {
  const store = memoryStore({ a: "1", b: { left: "1", right: "1" } }, { delayMs: 1 });
  const schema = z.object({
    a: secret(z.string()),
    b: z.object({ left: z.string(), right: secret(z.string()) }),
  });
  const definition = { schema, sources: [fromStore(store, { refs: { b: "b" } })] };
  const rotate = async (value: string) => {
    const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
    const put = async (name: string, text: string) =>
      store.put(name, new Secret(text), { idempotencyKey: crypto.randomUUID(), stage: "current" }, context);
    await Promise.all([put("a", value), put("b", JSON.stringify({ left: value, right: value }))]);
  };
  return { store, definition, rotate };
}

test("a thousand readers never see a half of something new", async () => {
  const { definition, rotate } = setUp();
  await using live = await watchConfig(definition, { clock: hurried() });
  const over = new AbortController();
  const seen = new Set<string>();
  const reader = async () => {
    while (!over.signal.aborted) {
      const { a, b } = live.current;
      const before = [a.reveal(), b.left, b.right.reveal()];
      await new Promise((resolve) => setImmediate(resolve));
      seen.add([...before, a.reveal(), b.left, b.right.reveal()].join());
    }
  };
  const readers = Array.from({ length: 1_000 }, reader);
  const values = Array.from({ length: 20 }, (_, index) => String(index + 2));
  for (const value of values) {
    await rotate(value);
    expect(await live.refresh()).toEqual([]);
  }
  over.abort();
  await Promise.all(readers);
  for (const each of seen) expect(new Set(each.split(",")).size).toBe(1);
  // Nobody has only looked at the first and the last.
  expect(seen.size).toBeGreaterThan(values.length / 2);
});

/** A store that remembers nothing of what it was asked, so that what grows is ours. */
function forgetful() {
  let version = 1;
  const store: SecretStore = {
    name: "forgetful",
    limits: { concurrency: 10 },
    currentVersion: async () => String(version),
    get: async () => ({ value: new Secret(`value ${version}`), version: String(version) }),
  };
  return { store, rotate: () => version++ };
}

test("a thousand refreshes leave heap and handles as they were", async () => {
  const { store, rotate } = forgetful();
  const schema = z.object({ a: secret(z.string()), b: secret(z.string()), c: z.string().default("c") });
  const clock = hurried();
  await using live = await watchConfig({ schema, sources: [fromStore(store)] }, { clock });
  const refreshes = async (count: number) => {
    for (let index = 0; index < count; index++) {
      if (index % 10 === 0) rotate();
      await live.refresh();
    }
  };
  await refreshes(500);
  const before = measured();
  await refreshes(1_000);
  const after = measured();
  expect(live.current.a.reveal()).toBe("value 151");
  expect(after.resources).toEqual(before.resources);
  // A snapshot that stayed alive would be some kilobytes a refresh.
  expect((after.heapBytes - before.heapBytes) / 1_000).toBeLessThan(500);
});

function measured() {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  for (let round = 0; round < 5; round++) collect();
  const counts = Object.groupBy(process.getActiveResourcesInfo(), (name) => name);
  return {
    heapBytes: process.memoryUsage().heapUsed,
    resources: Object.fromEntries(Object.entries(counts).map(([name, each]) => [name, each?.length])),
  };
}
