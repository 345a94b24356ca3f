import { expect, test, vi } from "vitest";

import { valueOf } from "./get-outcomes.ts";
import { ownTime } from "../testing/own-time.ts";
import { readRefs } from "./read-refs.ts";
import { SourceError, type SourceErrorReason } from "../model/errors.ts";
import { parseRef } from "../model/ref.ts";
import { Secret } from "../secret/secret.ts";
import type { CallContext, Outcome, SecretRecord, SecretStore } from "../contract/store.ts";
import { memoryStore } from "../testing/memory-store.ts";

const found: Outcome<SecretRecord> = { value: { value: new Secret("x"), version: "1" } };

function failing(reason: SourceErrorReason, retryAfterMs?: number): Outcome<SecretRecord> {
  return { error: new SourceError({ reason, message: reason, retryAfterMs }) };
}

/** A store whose answers to one ref come in this order, the last for ever. */
function scripted(...answers: Outcome<SecretRecord>[]): SecretStore & { readonly attempts: number[] } {
  const attempts: number[] = [];
  return {
    name: "scripted",
    limits: { concurrency: 2 },
    attempts,
    get: async (_, { attempt }) => {
      attempts.push(attempt);
      return valueOf(answers[Math.min(attempt, answers.length) - 1] ?? found);
    },
  };
}

function bounds(timeoutMs = 5_000, signal = new AbortController().signal) {
  return { signal, deadlineMs: Date.now() + timeoutMs };
}

test("reads each secret once, however many refs want it", async () => {
  const store = memoryStore({ a: { x: 1, y: 2 } });
  const outcomes = await readRefs(store, ["a#x", "a#y", "a"].map(parseRef), bounds());
  expect(outcomes.size).toBe(1);
  expect(store.calls).toHaveLength(1);
});

test("batches as the store's limits say, and no more reads at once", async () => {
  const [sizes, running] = [[] as number[], { now: 0, most: 0 }];
  const store: SecretStore = {
    name: "counting",
    limits: { batch: 20, concurrency: 2 },
    get: async () => expect.fail("several are read together"),
    getMany: async (refs) => {
      running.most = Math.max(running.most, ++running.now);
      sizes.push(refs.length);
      await new Promise((resolve) => setTimeout(resolve, 5));
      running.now--;
      return refs.map(() => found);
    },
  };
  await readRefs(
    store,
    Array.from({ length: 95 }, (_, index) => ({ name: `s${index}` })),
    bounds(),
  );
  expect(sizes).toEqual([20, 20, 20, 20, 15]);
  expect(running.most).toBe(2);
});

test("gets one by one, as many at once as the limits say, where the store reads no batches", async () => {
  const [names, running] = [[] as string[], { now: 0, most: 0 }];
  const store: SecretStore = {
    name: "counting",
    limits: { concurrency: 3, batch: 20 },
    get: async ({ name }) => {
      running.most = Math.max(running.most, ++running.now);
      names.push(name);
      await new Promise((resolve) => setTimeout(resolve, 1));
      running.now--;
      return valueOf(found);
    },
  };
  const refs = Array.from({ length: 10 }, (_, index) => ({ name: `s${index}` }));
  expect((await readRefs(store, refs, bounds())).size).toBe(10);
  expect(names).toEqual(refs.map(({ name }) => name));
  expect(running.most).toBe(3);
});

test("reads all in one batch where the store names no size, and a single ref by get", async () => {
  const calls: string[] = [];
  const store: SecretStore = {
    name: "together",
    limits: { concurrency: 1 },
    get: async () => (calls.push("get"), valueOf(found)),
    getMany: async (refs) => (calls.push(`getMany ${refs.length}`), refs.map(() => found)),
  };
  await readRefs(store, ["a", "b", "c"].map(parseRef), bounds());
  await readRefs(store, [{ name: "a" }], bounds());
  await readRefs(store, [], bounds());
  expect(calls).toEqual(["getMany 3", "get"]);
});

test("tries again only what failed of a batch", async () => {
  const store = memoryStore({ a: "1", b: "2", c: "3" });
  store.fail("b", "unavailable");
  await readRefs(store, ["a", "b", "c"].map(parseRef), bounds(300));
  expect(store.calls.slice(0, 2).map(({ refs }) => refs)).toEqual([["a", "b", "c"], ["b"]]);
});

test.each(["throttled", "unavailable", "timeout"] as const)("tries again after %s", async (reason) => {
  const store = scripted(failing(reason), failing(reason), found);
  const outcomes = await readRefs(store, [{ name: "a" }], bounds());
  expect(outcomes.get("a")).toEqual(found);
  expect(store.attempts).toEqual([1, 2, 3]);
});

test.each([
  "not-found",
  "denied",
  "unauthenticated",
  "disabled",
  "destroyed",
  "malformed",
  "invalid-ref",
] as const)("does not try again after %s", async (reason) => {
  const store = scripted(failing(reason), found);
  const outcomes = await readRefs(store, [{ name: "a" }], bounds());
  expect(outcomes.get("a")?.error?.reason).toBe(reason);
  expect(store.attempts).toEqual([1]);
});

test("waits as long as the store says before it tries again", async () => {
  const startMs = performance.now();
  await readRefs(scripted(failing("throttled", 200), found), [{ name: "a" }], bounds());
  expect(performance.now() - startMs).toBeGreaterThanOrEqual(195);
});

test("gives up at once, with the true reason, where the wait would pass the deadline", async () => {
  const startMs = performance.now();
  const outcomes = await readRefs(scripted(failing("throttled", 60_000)), [{ name: "a" }], bounds(1_000));
  expect(outcomes.get("a")?.error?.reason).toBe("throttled");
  expect(performance.now() - startMs).toBeLessThan(200);
});

test("says what it waited for, not that it waited, when a retry runs out of time", async () => {
  const store = scripted(failing("unavailable"));
  const hanging: SecretStore = {
    ...store,
    get: (ref, context) => (context.attempt === 1 ? store.get(ref, context) : new Promise(() => undefined)),
  };
  const outcomes = await readRefs(hanging, [{ name: "a" }], bounds(300));
  expect(outcomes.get("a")?.error?.reason).toBe("unavailable");
});

test("ends one call after its own time, and tries again", async () => {
  const store: SecretStore = {
    name: "slow",
    limits: { concurrency: 1 },
    get: async (_, { attempt }: CallContext) =>
      attempt === 1 ? new Promise(() => undefined) : valueOf(found),
  };
  const outcomes = await readRefs(store, [{ name: "a" }], { ...bounds(), timeoutMs: 50 });
  expect(outcomes.get("a")).toEqual(found);
});

test("spreads retries: the wait before the second attempt is random", async () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0);
  const store = scripted(failing("unavailable"), failing("unavailable"), found);
  const { tookMs } = await ownTime(async () => readRefs(store, [{ name: "a" }], bounds()));
  expect(tookMs).toBeLessThan(50);
  random.mockRestore();
});

test("says what an adapter threw by its class only", async () => {
  const store: SecretStore = {
    name: "broken",
    limits: { concurrency: 1 },
    get: async () => {
      throw new TypeError("canary in a message");
    },
  };
  const outcome = (await readRefs(store, [{ name: "a" }], bounds())).get("a");
  expect(outcome?.error).toMatchObject({
    reason: "unknown",
    message: "broken could not be read: it threw TypeError",
  });
});

test("notices an adapter that gives too few outcomes", async () => {
  const store: SecretStore = {
    name: "short",
    limits: { batch: 5, concurrency: 1 },
    get: async () => valueOf(found),
    getMany: async () => [found],
  };
  const outcomes = await readRefs(store, [{ name: "a" }, { name: "b" }], bounds());
  expect(outcomes.get("b")?.error?.reason).toBe("malformed");
});
