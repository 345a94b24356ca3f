import { execFileSync } from "node:child_process";
import { join } from "node:path";

import { describe, expect, test, vi } from "vitest";

import type { PutOptions } from "../contract/store.ts";
import { SourceError } from "../model/errors.ts";
import { Secret } from "../secret/secret.ts";
import { type MemoryStore, memoryStore } from "./memory-store.ts";
import { storeContract } from "./store-contract.ts";
import type { StoreFixture } from "./store-fixture.ts";

async function create(): Promise<StoreFixture> {
  const store = memoryStore();
  const seed: StoreFixture["seed"] = async (name, value) => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
    return (await store.put(name, new Secret(value), options, context)).version;
  };
  return {
    store,
    seed,
    trouble: async (name, trouble) =>
      store.fail(name, trouble === "hanging" ? "hang" : trouble === "stranger" ? "malformed" : trouble),
  };
}

storeContract({ describe, test }, { name: "memory-store", create });

const context = () => ({ signal: new AbortController().signal, deadlineMs: Date.now() + 10_000, attempt: 1 });
const failureOf = async (call: Promise<unknown>) => {
  const error: unknown = await call.then(() => undefined, (thrown: unknown) => thrown);
  if (!(error instanceof SourceError)) return error;
  const { reason, message, store, ref } = error;
  return { reason, message, store, ref };
}; // prettier-ignore
const put = (store: MemoryStore, value: string, more: Partial<PutOptions> = {}) =>
  store.put(
    "it",
    new Secret(value),
    { idempotencyKey: crypto.randomUUID(), stage: "current", ...more },
    context(),
  );

describe("what it is made of", () => {
  const bytes = Uint8Array.of(1, 2);

  test("a text, an object as JSON, or bytes, each the first version", async () => {
    const store = memoryStore({ text: "a", object: { b: 1 }, bytes });
    const values = await Promise.all(["text", "object", "bytes"].map((name) => store.get({ name }, context())));
    expect(values.map(({ value }) => value.reveal())).toEqual(["a", '{"b":1}', bytes]);
    for (const { version, labels, createdAt } of values) {
      expect([version, labels]).toEqual(["1", ["current"]]);
      expect(createdAt).toBeInstanceOf(Date);
    }
  }); // prettier-ignore

  test("its name and limits, by default and given", () => {
    expect([memoryStore().name, memoryStore().limits]).toEqual([
      "memory-store",
      { batch: 20, concurrency: 10 },
    ]);
    const limits = { concurrency: 1 };
    const given = memoryStore({}, { kind: "mine", limits });
    expect([given.name, given.limits]).toEqual(["mine", limits]);
    expect(given.writes).toEqual({ cas: "version", pending: "stage", retire: "destroy" });
  });

  test("each call is kept, with what it asked for", async () => {
    const store = memoryStore({ it: "a" });
    await store.get({ name: "it", version: "1" }, context());
    await store.getMany?.([{ name: "it" }, { name: "other" }], context());
    await store.describe("it", context());
    const { version } = await put(store, "b");
    await store.promote("it", version, { expectCurrent: "1" }, context());
    await store.annotate("it", {}, {}, context());
    await store.retire("it", "1", context());
    await store.list("i", context());
    await store.delete("it", context());
    expect(store.calls.map(({ method, refs }) => [method, ...refs])).toEqual([
      ["read", "it?version=1"],
      ["read", "it", "other"],
      ["describe", "it"],
      ["put", "it"],
      ["promote", "it"],
      ["annotate", "it"],
      ["retire", "it"],
      ["list", "i"],
      ["delete", "it"],
    ]);
  });
});

describe("it answers as late as it is made to", () => {
  test("but at once where that is not said", async () => {
    vi.useFakeTimers();
    try {
      const slow = memoryStore({ it: "a" }, { delayMs: 50 });
      const settled: string[] = [];
      const reading = slow.get({ name: "it" }, context()).then(() => settled.push("slow"));
      await memoryStore({ it: "a" }).get({ name: "it" }, context());
      await vi.advanceTimersByTimeAsync(49);
      expect(settled).toEqual([]);
      await vi.advanceTimersByTimeAsync(1);
      await reading;
      expect(settled).toEqual(["slow"]);
      expect(vi.getTimerCount()).toBe(0);
      const controller = new AbortController();
      const aborted = failureOf(slow.get({ name: "it" }, { ...context(), signal: controller.signal }));
      controller.abort();
      expect(await aborted).toMatchObject({ reason: "aborted", ref: "it" });
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("it fails", () => {
  test.each<[string, (store: MemoryStore) => Promise<unknown>, object]>([
    ["for what isn't there", (store) => store.get({ name: "no" }, context()), { reason: "not-found", message: "memory-store has no no", ref: "no" }],
    ["for a version that isn't there", (store) => store.get({ name: "it", version: "9" }, context()), { reason: "not-found", message: "memory-store has no it?version=9", ref: "it?version=9" }],
    ["to describe what isn't there", (store) => store.describe("no", context()), { reason: "not-found", message: "memory-store has no no", ref: "no" }],
    ["where it is made to", (store) => (store.fail("it", "throttled"), store.get({ name: "it", version: "1" }, context())), { reason: "throttled", message: "throttled by memory-store", ref: "it?version=1" }],
    ["for a disabled version", (store) => (store.setState("it", "1", "disabled"), store.get({ name: "it", version: "1" }, context())), { reason: "disabled", message: "it?version=1 is disabled", ref: "it?version=1" }],
    ["for another value under one key", async (store) => { const key = { idempotencyKey: "k" }; await put(store, "b", key); return put(store, "c", key); }, { reason: "conflict", message: "it has another value under the same idempotency key", ref: "it" }],
    ["for another current version", (store) => put(store, "b", { expect: "7" }), { reason: "conflict", message: "it has another current version than expected", ref: "it" }],
    ["for a secret that has to be new", (store) => put(store, "b", { expect: "none" }), { reason: "conflict", message: "it has another current version than expected", ref: "it" }],
    ["to promote over another", (store) => store.promote("it", "2", { expectCurrent: "7" }, context()), { reason: "conflict", message: "it has another current version than expected", ref: "it" }],
    ["to promote what isn't there", (store) => store.promote("it", "2", { expectCurrent: "1" }, context()), { reason: "not-found", message: "it has no enabled version 2", ref: "it" }],
    ["to promote what is disabled", async (store) => { await put(store, "b", { stage: "pending" }); store.setState("it", "2", "disabled"); await store.promote("it", "2", { expectCurrent: "1" }, context()); }, { reason: "not-found", message: "it has no enabled version 2", ref: "it" }],
    ["to annotate what was changed", (store) => store.annotate("it", {}, { expect: "x" }, context()), { reason: "conflict", message: "it was changed meanwhile", ref: "it" }],
    ["to retire what is current", (store) => store.retire("it", "1", context()), { reason: "conflict", message: "1 is the current version of it", ref: "it" }],
    ["in a call whose time is over", (store) => store.get({ name: "it" }, { ...context(), signal: AbortSignal.abort(new DOMException("over", "TimeoutError")) }), { reason: "timeout", ref: "it" }],
  ])("%s", async (_, call, expected) => {
    const store = memoryStore({ it: "a" });
    expect(await failureOf(call(store))).toMatchObject({ store: "memory-store", ...expected });
  }); // prettier-ignore

  test("until that is taken back", async () => {
    const store = memoryStore({ it: "a" });
    store.fail("it", "denied");
    store.fail("it", undefined);
    expect((await store.get({ name: "it" }, context())).version).toBe("1");
  });

  test("never at once where it hangs, whatever version is asked for", async () => {
    const store = memoryStore({ it: "a" });
    store.fail("it", "hang");
    const controller = new AbortController();
    const reading = failureOf(store.get({ name: "it", version: "1" }, { ...context(), signal: controller.signal }));
    expect(await Promise.race([reading, new Promise((resolve) => setTimeout(resolve, 20, "hangs"))])).toBe("hangs");
    controller.abort();
    expect(await reading).toMatchObject({ reason: "aborted", message: "aborted while reading memory-store" });
  }); // prettier-ignore
});

test("the same put again is the same version, and a secret that must be new may be", async () => {
  const store = memoryStore();
  const first = await put(store, "a", { idempotencyKey: "k", expect: "none" });
  expect(await put(store, "a", { idempotencyKey: "k", expect: "none" })).toEqual(first);
  expect(await put(store, "b", { expect: "1" })).toEqual({ version: "2" });
});

test("stages move as versions come and go", async () => {
  const store = memoryStore({ it: "a" });
  const stages = async () => {
    const { current, pending, versions } = await store.describe("it", context());
    return [
      current,
      pending,
      ...versions.map(({ version, state, labels }) => [version, state, ...labels].join(" ")),
    ];
  };
  expect(await stages()).toEqual(["1", undefined, "1 enabled current"]);
  await put(store, "b", { stage: "pending" });
  expect(await stages()).toEqual(["1", "2", "1 enabled current", "2 enabled pending"]);
  expect((await store.get({ name: "it", version: "pending" }, context())).value.reveal()).toBe("b");
  await store.promote("it", "2", { expectCurrent: "1" }, context());
  expect(await stages()).toEqual(["2", undefined, "1 enabled previous", "2 enabled current"]);
  expect((await store.get({ name: "it", version: "previous" }, context())).value.reveal()).toBe("a");
  await store.retire("it", "1", context());
  expect(await stages()).toEqual(["2", undefined, "1 destroyed previous", "2 enabled current"]);
  await put(store, "c", { stage: "pending" });
  await put(store, "d", { stage: "pending" });
  await store.retire("it", "3", context());
  expect((await stages())[1]).toBe("4");
  await store.retire("it", "4", context());
  expect((await stages())[1]).toBeUndefined();
});

test("a secret whose only version is pending has no current one", async () => {
  const store = memoryStore();
  await put(store, "a", { stage: "pending" });
  expect(Object.keys(await store.describe("it", context()))).not.toContain("current");
  expect(await failureOf(store.get({ name: "it" }, context()))).toMatchObject({ reason: "not-found" });
  await store.promote("it", "1", { expectCurrent: "none" }, context());
  expect((await store.describe("it", context())).versions[0]?.labels).toEqual(["current"]);
});

test("annotations are kept, taken away, and guarded by what was there", async () => {
  const store = memoryStore({ it: "a" });
  const etag = async () => (await store.describe("it", context())).etag ?? "";
  const first = await etag();
  await store.annotate("it", { a: "1", b: "2" }, { expect: first }, context());
  expect((await store.describe("it", context())).annotations).toEqual({ a: "1", b: "2" });
  expect(await etag()).not.toBe(first);
  expect(await failureOf(store.annotate("it", { a: "3" }, { expect: first }, context()))).toMatchObject({
    reason: "conflict",
  });
  await store.annotate("it", { a: null }, {}, context());
  expect((await store.describe("it", context())).annotations).toEqual({ b: "2" });
  const before = await etag();
  store.setState("it", "1", "disabled");
  expect(await etag()).not.toBe(before);
});

test("names are listed in order, by their beginning", async () => {
  const store = memoryStore({ "b-2": "", "a-1": "", "b-1": "", "x-b-": "" });
  expect(await store.list("b-", context())).toEqual(["b-1", "b-2"]);
});

test("a program that only wants a store loads no zod", () => {
  const code = `import { memoryStore } from ${JSON.stringify(join(import.meta.dirname, "index.ts"))};
    memoryStore({});
    console.log("__zod_globalRegistry" in globalThis);`;
  const output = execFileSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8" });
  expect(output.trim()).toBe("false");
});
