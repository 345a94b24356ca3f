import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

import { describe, expect, test } from "vitest";
import * as z from "zod";

import { fromStore } from "../from-store.ts";
import { loadConfig } from "../../load/load.ts";
import { secret } from "../../schema/secret-schema.ts";
import { readRefs } from "../read-refs.ts";
import { SourceError, type SourceErrorReason } from "../../model/errors.ts";
import { readSecret } from "../../load/read-secret.ts";
import { formatRef, parseRef, type SecretRef } from "../../model/ref.ts";
import { Secret } from "../../secret/secret.ts";
import type { CallContext, SecretRecord, SecretStore, WritableSecretStore } from "../../contract/store.ts";
import { fakeClock } from "../../testing/fake-clock.ts";
import { memoryStore } from "../../testing/memory-store.ts";
import { getOutcome, getOutcomes, valueOf } from "../get-outcomes.ts";
import { storeContract } from "../../testing/store-contract.ts";
import type { StoreFixture } from "../../testing/store-fixture.ts";
import { cached } from "./cached.ts";
import type { CacheOptions } from "./cache-options.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function context(signal = new AbortController().signal): CallContext {
  return { signal, deadlineMs: Date.now() + 10_000, attempt: 1 };
}

function setUp(options: CacheOptions = {}, values: Readonly<Record<string, unknown>> = { a: "one" }) {
  const inner = memoryStore(values);
  const clock = fakeClock();
  const store = cached(inner, { clock, ...options });
  const put = (name: string, value: string) =>
    inner.put(name, new Secret(value), { idempotencyKey: crypto.randomUUID(), stage: "current" }, context());
  const reads = () => inner.calls.filter(({ method }) => method === "read");
  return { inner, clock, store, put, reads };
}

async function read(store: SecretStore, ref = "a", of = context()): Promise<unknown> {
  const outcome = await getOutcome(store, parseRef(ref), of);
  return outcome?.value?.value.reveal() ?? outcome?.error?.reason;
}

test("asks once while a value is fresh, and keeps versions and stages apart", async () => {
  const { store, put, reads } = setUp();
  await put("a", "two");
  expect(await read(store)).toBe("two");
  expect(await read(store, "a?version=previous")).toBe("one");
  expect(await read(store, "a?version=1")).toBe("one");
  expect(await read(store)).toBe("two");
  expect(await read(store, "a?version=previous")).toBe("one");
  expect(reads()).toHaveLength(3);
});

test("takes properties after the cache", async () => {
  const { store, reads } = setUp({}, { a: { x: "1", y: "2" } });
  expect((await readSecret(store, "a#x")).reveal()).toBe("1");
  expect((await readSecret(store, "a#y")).reveal()).toBe("2");
  expect(reads()).toHaveLength(1);
});

test("serves what is soft-expired, and reads it anew once in the background", async () => {
  const { store, clock, put, reads } = setUp();
  await read(store);
  await put("a", "two");
  await clock.advance(6 * MINUTE_MS);
  expect(await Promise.all([read(store), read(store)])).toEqual(["one", "one"]);
  await clock.advance(0);
  expect(reads()).toHaveLength(2);
  expect(await read(store)).toBe("two");
});

test("waits for the store where a value is older than twice its time", async () => {
  const { store, clock, put } = setUp();
  await read(store);
  await put("a", "two");
  await clock.advance(11 * MINUTE_MS);
  expect(await read(store)).toBe("two");
});

test("spreads the time over ± 10 %", async () => {
  const ages = new Set<number>();
  for (let run = 0; run < 40; run++) {
    const { store, clock, reads } = setUp();
    await read(store);
    for (let minute = 0; reads().length < 2; minute += 0.25) {
      await clock.advance(MINUTE_MS / 4);
      await read(store);
      ages.add(minute);
    }
    expect(clock.now() - fakeClock().now()).toBeGreaterThanOrEqual(4.5 * MINUTE_MS);
    expect(clock.now() - fakeClock().now()).toBeLessThanOrEqual(5.75 * MINUTE_MS);
  }
  expect(ages.size).toBeGreaterThan(20);
});

test.each<SourceErrorReason>(["unavailable", "timeout", "throttled"])(
  "serves what it has for a day while the store is %s, and not longer",
  async (reason) => {
    const { store, inner, clock } = setUp();
    await read(store);
    inner.fail("a", reason);
    for (const hours of [1, 10, 12]) {
      await clock.advance(hours * HOUR_MS);
      expect(await read(store)).toBe("one");
    }
    await clock.advance(2 * HOUR_MS);
    expect(await read(store)).toBe(reason);
  },
);

test.each<SourceErrorReason>([
  "denied",
  "not-found",
  "disabled",
  "destroyed",
  "unauthenticated",
  "malformed",
  "unknown",
])("serves nothing once the store has said %s, and asks again after five seconds", async (reason) => {
  const { store, inner, clock, reads } = setUp();
  await read(store);
  inner.fail("a", reason);
  await clock.advance(6 * MINUTE_MS);
  expect(await read(store)).toBe("one");
  await clock.advance(0);
  expect([await read(store), await read(store)]).toEqual([reason, reason]);
  expect(reads()).toHaveLength(2);
  inner.fail("a", undefined);
  await clock.advance(4_999);
  expect(await read(store)).toBe(reason);
  await clock.advance(1);
  expect(await read(store)).toBe("one");
});

test("waits a second, not for ever, for a store that hangs while a value could stand in", async () => {
  const { store, inner, clock } = setUp();
  await read(store);
  inner.fail("a", "hang");
  await clock.advance(HOUR_MS);
  const reading = read(store);
  await clock.advance(999);
  await expect(Promise.race([reading, Promise.resolve("waits")])).resolves.toBe("waits");
  await clock.advance(1);
  expect(await reading).toBe("one");
  // From then on the store is known to be slow: nobody waits.
  await clock.advance(10_000);
  expect(await read(store)).toBe("one");
});

describe("a reader in a hurry gets what could stand in, while the store hangs", () => {
  /** Read, and older than twice its time. */
  async function stale(): Promise<SecretStore> {
    const inner = memoryStore({ a: "one" });
    const store = cached(inner, { ttlMs: 5 });
    await read(store);
    inner.fail("a", "hang");
    await new Promise((resolve) => setTimeout(resolve, 20));
    return store;
  }

  test.each([40, 300, 900])("by readSecret, within %i ms", async (timeoutMs) => {
    expect((await readSecret(await stale(), "a", { timeoutMs })).reveal()).toBe("one");
  });

  test("by a load, and by one of several attempts", async () => {
    const schema = z.object({ a: secret(z.string()) });
    const [whole, attempt] = [await stale(), await stale()];
    const config = await loadConfig({ schema, sources: [fromStore(whole)] }, { timeoutMs: 200 });
    expect(config.a.reveal()).toBe("one");
    const other = await loadConfig({ schema, sources: [fromStore(attempt, { timeoutMs: 100 })] });
    expect(other.a.reveal()).toBe("one");
  });

  test("by a signal that ends in time, and not by one that a caller aborts", async () => {
    const store = await stale();
    expect(await read(store, "a", context(AbortSignal.timeout(50)))).toBe("one");
    const controller = new AbortController();
    const reading = read(store, "a", context(controller.signal));
    controller.abort();
    expect(await reading).toBe("aborted");
  });

  test("but not what was invalidated", async () => {
    const inner = memoryStore({ a: "one" });
    const store = cached(inner, { ttlMs: 5 });
    await read(store);
    inner.fail("a", "hang");
    store.invalidate("a");
    await expect(readSecret(store, "a", { timeoutMs: 50 })).rejects.toMatchObject({ reason: "timeout" });
  });
});

test("backs off where a refresh fails, and never asks before the store said", async () => {
  const { clock } = setUp();
  let [calls, fails] = [0, false];
  const throttling: SecretStore = {
    name: "throttling",
    limits: { concurrency: 1 },
    get: async () => {
      calls++;
      const error = new SourceError({ reason: "throttled", message: "slow down", retryAfterMs: 30_000 });
      if (fails) throw error;
      return { value: new Secret("x"), version: "1" };
    },
  };
  const store = cached(throttling, { clock });
  await read(store);
  fails = true;
  await clock.advance(6 * MINUTE_MS);
  expect(await read(store)).toBe("x");
  await clock.advance(29_999);
  expect(await read(store)).toBe("x");
  await clock.advance(0);
  expect(calls).toBe(2);
  for (let seconds = 0; seconds < 600; seconds++) {
    await clock.advance(1_000);
    await read(store);
  }
  // Each after 30 s and what chance adds.
  expect(calls).toBeLessThanOrEqual(2 + 600 / 30);
  expect(calls).toBeGreaterThan(2 + 5);
});

test("holds what is not there for five seconds", async () => {
  const { store, clock, put, reads } = setUp();
  expect([await read(store, "b"), await read(store, "b")]).toEqual(["not-found", "not-found"]);
  expect(reads()).toHaveLength(1);
  await put("b", "new");
  await clock.advance(5_000);
  expect(await read(store, "b")).toBe("new");
});

test("makes one call for a thousand readers", async () => {
  const { store, clock, reads } = setUp();
  await read(store);
  await clock.advance(HOUR_MS);
  const values = await Promise.all(Array.from({ length: 1_000 }, () => read(store)));
  expect(new Set(values)).toEqual(new Set(["one"]));
  expect(reads()).toHaveLength(2);
});

test("goes on for the others when one gives up, and ends the call with the last", async () => {
  const { store, inner } = setUp();
  const signals: AbortSignal[] = [];
  const slow = cached({
    ...inner,
    get: (ref, { signal, ...rest }) => {
      signals.push(signal);
      return inner.get(ref, { signal, ...rest });
    },
  });
  inner.fail("a", "hang");
  const [first, second] = [new AbortController(), new AbortController()];
  const readings = [first, second].map(({ signal }) => read(slow, "a", context(signal)));
  first.abort();
  expect(await readings[0]).toBe("aborted");
  expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
  second.abort();
  expect(await readings[1]).toBe("aborted");
  expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  inner.fail("a", undefined);
  expect(await read(slow)).toBe("one");
  expect(await read(store)).toBe("one");
});

test("reads all that is due in one call", async () => {
  const { store, clock, reads } = setUp({}, { a: "1", b: "2", c: "3" });
  await read(store, "a");
  await getOutcomes(store, ["a", "b", "c"].map(parseRef), context());
  expect(reads().map(({ refs }) => refs)).toEqual([["a"], ["b", "c"]]);
  await clock.advance(HOUR_MS);
  await getOutcomes(store, ["a", "b", "c", "a"].map(parseRef), context());
  expect(reads().at(-1)?.refs).toEqual(["a", "b", "c"]);
});

describe("invalidate", () => {
  test("makes the next read ask, at most once a second", async () => {
    const { store, clock, put, reads } = setUp();
    await read(store);
    await put("a", "two");
    store.invalidate("a#property");
    expect(await read(store)).toBe("two");
    await put("a", "three");
    store.invalidate("a");
    store.invalidate("a");
    expect(await read(store)).toBe("two");
    await clock.advance(1_000);
    expect([await read(store), await read(store)]).toEqual(["three", "three"]);
    expect(reads()).toHaveLength(3);
  });

  test("is about all versions of a name, or about the one in the ref", async () => {
    const { store, reads } = setUp();
    await read(store);
    await read(store, "a?version=1");
    store.invalidate("a?version=1");
    await read(store);
    await read(store, "a?version=1");
    expect(reads().map(({ refs }) => refs[0])).toEqual(["a", "a?version=1", "a?version=1"]);
  });

  test("does nothing where another version than the one meant is held", async () => {
    const { store, put, reads } = setUp();
    await read(store);
    store.invalidate("a", { ifVersion: "0" });
    await read(store);
    expect(reads()).toHaveLength(1);
    await put("a", "two");
    store.invalidate("a", { ifVersion: "1" });
    expect(await read(store)).toBe("two");
  });

  test("isn't answered by a call that was under way", async () => {
    const { store, inner, put } = setUp();
    let release = () => undefined as void;
    const gate = new Promise<void>((resolve) => (release = resolve));
    let calls = 0;
    const gated = cached({
      ...inner,
      get: async (ref, of) => {
        const record = await inner.get(ref, of);
        if (calls++ === 0) await gate;
        return record;
      },
    });
    const early = read(gated);
    await new Promise((resolve) => setImmediate(resolve));
    await put("a", "two");
    gated.invalidate("a", { ifVersion: "1" });
    const late = read(gated);
    release();
    expect(await Promise.all([early, late])).toEqual(["two", "two"]);
    expect(calls).toBe(2);
    expect(await read(store)).toBe("two");
  });

  test("while a forced read is under way asks again a second later, and not at once", async () => {
    const { inner, clock, put } = setUp();
    const gates: (() => void)[] = [];
    const gated = cached(
      {
        ...inner,
        get: async (ref, of) => {
          const record = await inner.get(ref, of);
          if (gates.length === 0) return (gates.push(() => undefined), record);
          await new Promise<void>((resolve) => gates.push(resolve));
          return record;
        },
      },
      { clock },
    );
    await read(gated);
    gated.invalidate("a");
    const forced = read(gated);
    await clock.advance(20);
    await put("a", "two");
    gated.invalidate("a");
    gates[1]?.();
    expect(await forced).toBe("one");
    expect(await read(gated)).toBe("one");
    expect(gates).toHaveLength(2);
    await clock.advance(999);
    const later = read(gated);
    await clock.advance(0);
    gates[2]?.();
    expect(await later).toBe("two");
    expect(gates).toHaveLength(3);
  });

  test("serves nothing old where the store can't be asked", async () => {
    const { store, inner } = setUp();
    await read(store);
    inner.fail("a", "unavailable");
    store.invalidate("a");
    expect(await read(store)).toBe("unavailable");
  });
});

describe("ends of records", () => {
  const startMs = fakeClock().now();

  function ending(record: Partial<SecretRecord>) {
    const clock = fakeClock();
    let calls = 0;
    const inner: SecretStore = {
      name: "ending",
      limits: { concurrency: 1 },
      get: async () => {
        calls++;
        return { value: new Secret("x"), version: String(calls), ...record };
      },
    };
    return { clock, store: cached(inner, { clock }), calls: () => calls };
  }

  test("a lease shortens: at two thirds it is read anew, at its end it isn't served", async () => {
    const lease = { id: "l", durationMs: 30_000, renewable: false };
    const { clock, store, calls } = ending({ lease });
    await read(store);
    await clock.advance(19_999);
    await read(store);
    expect(calls()).toBe(1);
    await clock.advance(2);
    await read(store);
    expect(calls()).toBe(2);
  });

  test("expiresAt shortens", async () => {
    const { clock, store, calls } = ending({ expiresAt: new Date(startMs + 10_000) });
    await read(store);
    await clock.advance(9_999);
    await read(store);
    expect(calls()).toBe(1);
    await clock.advance(1);
    await read(store);
    expect(calls()).toBe(2);
    // It has come back though it has expired: asked for again, but not by every reader.
    await read(store);
    expect(calls()).toBe(2);
  });

  test("neither lengthens", async () => {
    const expiresAt = new Date(startMs + 100 * HOUR_MS);
    const { clock, store, calls } = ending({
      expiresAt,
      lease: { id: "l", durationMs: 1e9, renewable: true },
    });
    await read(store);
    await clock.advance(6 * MINUTE_MS);
    await read(store);
    expect(calls()).toBe(2);
  });
});

test("keeps no more than it may, and lets go of what was not read lately", async () => {
  const names = Array.from({ length: 10 }, (_, index) => `s${index}`);
  const { store, reads } = setUp({ maxEntries: 5 }, Object.fromEntries(names.map((name) => [name, name])));
  for (const name of names) {
    await read(store, "s0");
    await read(store, name);
  }
  const before = reads().length;
  await read(store, "s0");
  expect(reads()).toHaveLength(before);
  await read(store, "s1");
  expect(reads()).toHaveLength(before + 1);
});

test("of 5 000 secrets keeps 100 in memory, and none after it is closed", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const records: WeakRef<SecretRecord>[] = [];
  const store = cached(
    {
      name: "forgetful",
      limits: { concurrency: 1 },
      get: async ({ name }) => {
        const record = { value: new Secret(name), version: "1" };
        records.push(new WeakRef(record));
        return record;
      },
    },
    { maxEntries: 100 },
  );
  const alive = async () => {
    await new Promise((resolve) => setTimeout(resolve));
    collect();
    return records.filter((each) => each.deref() !== undefined).length;
  };
  for (let index = 0; index < 5_000; index++) await store.get({ name: `s${index}` }, context());
  expect(records).toHaveLength(5_000);
  // The collector may find the last ones only later.
  await expect.poll(alive, { timeout: 10_000 }).toBe(100);
  await store.close?.();
  await expect.poll(alive, { timeout: 10_000 }).toBe(0);
  await store.get({ name: "s0" }, context());
  await expect.poll(alive, { timeout: 10_000 }).toBe(1);
});

test("does not trust a clock that was set back", async () => {
  let nowMs = 1_000_000_000;
  const { inner, reads } = setUp();
  const store = cached(inner, { clock: { now: () => nowMs, sleep: () => new Promise(() => undefined) } });
  await read(store);
  nowMs -= HOUR_MS;
  await read(store);
  expect(reads()).toHaveLength(2);
});

test("what is written through it is seen at once", async () => {
  const { store } = setUp();
  const write = (value: string) =>
    store.put("a", new Secret(value), { idempotencyKey: crypto.randomUUID(), stage: "current" }, context());
  for (const value of ["two", "three", "four"]) {
    await read(store);
    await write(value);
    expect(await read(store)).toBe(value);
  }
});

describe("a write that takes its time", () => {
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  const writes = {
    put: (store: WritableSecretStore) => store.put("a", new Secret("two"), options, context()),
    promote: (store: WritableSecretStore) => store.promote("a", "2", { expectCurrent: "1" }, context()),
    retire: (store: WritableSecretStore) => store.retire("a", "1", context()),
    delete: (store: WritableSecretStore) => store.delete("a", context()),
  };

  /** A store whose write comes through when it is released, and then may lose its answer. */
  function held(method: keyof typeof writes, outcome: "answered" | "lost") {
    const { promise: gate, resolve: release } = Promise.withResolvers<void>();
    let value = "one";
    const write = async () => {
      await gate;
      value = "two";
      if (outcome === "lost")
        throw new SourceError({ reason: "unavailable", message: "the answer was lost" });
      return { version: "2" };
    };
    const inner = memoryStore();
    const store = cached({
      ...inner,
      get: async () => ({ value: new Secret(value), version: value }),
      [method]: write,
    });
    return { store, release };
  }

  test.each(Object.keys(writes) as (keyof typeof writes)[])(
    "%s: what was read meanwhile is not what is served after it",
    async (method) => {
      for (const outcome of ["answered", "lost"] as const) {
        const { store, release } = held(method, outcome);
        expect(await read(store)).toBe("one");
        const writing = writes[method](store).then(
          () => "answered",
          () => "lost",
        );
        expect(await read(store)).toBe("one");
        release();
        expect(await writing).toBe(outcome);
        expect(await read(store)).toBe("two");
      }
    },
  );
});

test("a refusal that was under way while the secret was written is not held", async () => {
  const { inner } = setUp({}, {});
  let release = () => undefined as void;
  const gate = new Promise<void>((resolve) => (release = resolve));
  let calls = 0;
  const gated = cached({
    ...inner,
    get: async (ref, of) => {
      const outcome = await getOutcome(inner, ref, of);
      if (calls++ === 0) await gate;
      return valueOf(outcome);
    },
  });
  const early = read(gated, "new");
  await new Promise((resolve) => setImmediate(resolve));
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  await gated.put("new", new Secret("written"), options, context());
  release();
  expect(await early).toBe("written");
  expect(await read(gated, "new")).toBe("written");
});

test("tells of each record that is new, and first of those that it has", async () => {
  const { store, clock, put } = setUp();
  const told: string[] = [];
  const tell = (ref: SecretRef, { version }: SecretRecord) => told.push(`${formatRef(ref)} ${version}`);
  await read(store);
  const undo = store.onRecord(tell);
  expect(told).toEqual(["a 1"]);
  await clock.advance(HOUR_MS);
  await read(store);
  expect(told).toEqual(["a 1"]);
  await put("a", "two");
  store.invalidate("a");
  await read(store);
  expect(told).toEqual(["a 1", "a 2"]);
  undo();
  await put("a", "three");
  await clock.advance(HOUR_MS);
  await read(store);
  expect(told).toHaveLength(2);
});

test("refuses times that are none", () => {
  expect(() => cached(memoryStore(), { ttlMs: -1 })).toThrow("ttlMs must be a number of milliseconds");
  expect(() => cached(memoryStore(), { staleIfErrorMs: Number.NaN })).toThrow("staleIfErrorMs must be");
  expect(() => cached(memoryStore(), { maxEntries: 0 })).toThrow("maxEntries must be 1 or more");
});

test("a read that was given up is nobody's failure", async () => {
  const { store, inner, reads } = setUp();
  inner.fail("a", "hang");
  const controller = new AbortController();
  const reading = readRefs(store, [{ name: "a" }], {
    signal: controller.signal,
    deadlineMs: Date.now() + 5_000,
  });
  await new Promise((resolve) => setImmediate(resolve));
  controller.abort();
  expect([...(await reading).values()][0]?.error?.reason).toBe("aborted");
  inner.fail("a", undefined);
  expect(await read(store)).toBe("one");
  expect(reads()).toHaveLength(2);
});

async function create(): Promise<StoreFixture> {
  const inner = memoryStore();
  const store = cached(inner);
  return {
    store,
    seed: async (name, value) => {
      const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
      return (await store.put(name, new Secret(value), options, context())).version;
    },
    trouble: async (name, trouble) =>
      inner.fail(name, trouble === "hanging" ? "hang" : trouble === "stranger" ? "malformed" : trouble),
  };
}

storeContract(
  { describe, test },
  {
    name: "cached memory-store",
    create,
    without: {
      "a refresh fetches no value that it has": "it counts what is asked of the cache, which is no call",
    },
  },
);

describe("a refusal that is held", () => {
  const write = (value: string) =>
    [new Secret(value), { idempotencyKey: value, stage: "current" } as const] as const;

  test("ends where somebody says that it is over", async () => {
    const { inner, store, reads } = setUp({}, {});
    expect([await read(store, "late"), await read(store, "late")]).toEqual(["not-found", "not-found"]);
    expect(reads()).toHaveLength(1);
    await inner.put("late", ...write("here"), context());
    store.invalidate("late");
    expect(await read(store, "late")).toBe("here");
  });

  test("ends where the secret is written through it", async () => {
    const { store } = setUp({}, {});
    expect(await read(store, "late")).toBe("not-found");
    await store.put("late", ...write("here"), context());
    expect(await read(store, "late")).toBe("here");
  });
});

test("a store that gives no outcome for a ref has answered what can't be read", async () => {
  const store = cached({ ...memoryStore({ a: "one", b: "two" }), getMany: async () => [] });
  for (const { error } of await getOutcomes(store, [{ name: "a" }, { name: "b" }], context()))
    expect(error).toMatchObject({
      reason: "malformed",
      message: `memory-store gave no outcome for ${error?.ref}`,
    });
});

test("it tells its store's time, if that has a clock", async () => {
  const clock = fakeClock();
  expect(cached(memoryStore({}, { clock })).now?.()).toBe(clock.now());
  const { now: _, ...timeless } = memoryStore();
  expect(cached(timeless)).not.toHaveProperty("now");
});
