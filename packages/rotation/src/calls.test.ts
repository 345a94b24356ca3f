import { inspect } from "node:util";

import { Secret, type SourceErrorReason } from "@confide/core";
import { type SecretRecord, SourceError, type WritableSecretStore } from "@confide/core/adapter";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test, vi } from "vitest";

import { callsOn, untilNoConflict } from "./calls.ts";
import { storeClock } from "./state/store-clock.ts";

/** A store whose descriptions fail so often, and the calls of a rotation to it. */
function world(failures: readonly { readonly reason: SourceErrorReason; readonly retryAfterMs?: number }[]) {
  const clock = fakeClock();
  const whole = memoryStore({ key: "first-key" });
  const attempts: number[] = [];
  const left = [...failures];
  const store: WritableSecretStore = {
    ...whole,
    async describe(name, context) {
      attempts.push(context.attempt);
      const failure = left.shift();
      if (failure) throw new SourceError({ message: "failed", store: whole.name, ref: name, ...failure });
      return whole.describe(name, context);
    },
  };
  const { signal } = new AbortController();
  const time = storeClock({ clock, skewMs: 0 });
  const calls = callsOn({ store, name: "key", clock, time, signal, timeoutMs: 1_000 });
  return { clock, calls, attempts };
}

/** What it came to, and how long that took by the fake clock. */
async function resultOf({ clock, calls }: ReturnType<typeof world>, stepMs: number) {
  const state = { isDone: false };
  const startedMs = clock.now();
  const result = calls
    .describe()
    .then(({ current }) => current)
    .catch((error: unknown) => (error instanceof SourceError ? error.reason : error))
    .finally(() => void (state.isDone = true));
  await clock.advance(0);
  while (!state.isDone) await clock.advance(stepMs);
  return { result: await result, tookMs: clock.now() - startedMs };
}

const throttled = { reason: "throttled" } as const;

test.each([
  [[], "1", [1]],
  [[throttled], "1", [1, 2]],
  [[throttled, { reason: "unavailable" }], "1", [1, 2, 3]],
  [[throttled, throttled, throttled], "1", [1, 2, 3, 4]],
  [[throttled, throttled, throttled, { reason: "unavailable" }], "unavailable", [1, 2, 3, 4]],
  [[{ reason: "denied" }], "denied", [1]],
  [[{ reason: "conflict" }], "conflict", [1]],
  [[throttled, { reason: "not-found" }], "not-found", [1, 2]],
] as const)("failures %j: %s, in the attempts %j", async (failures, result, attempts) => {
  const at = world(failures);
  expect((await resultOf(at, 100)).result).toBe(result);
  expect(at.attempts).toEqual(attempts);
});

test.each([60_001, 86_400_000, Infinity])(
  "nobody waits for %d ms: the caller hears of it",
  async (retryAfterMs) => {
    const at = world([{ reason: "throttled", retryAfterMs }]);
    expect(await resultOf(at, 1_000)).toEqual({ result: "throttled", tookMs: 0 });
    expect(at.attempts).toEqual([1]);
  },
);

test("it waits for as long as the store says, and a little more by chance", async () => {
  const at = world([{ reason: "throttled", retryAfterMs: 60_000 }]);
  const { tookMs, result } = await resultOf(at, 10);
  expect(result).toBe("1");
  expect(tookMs).toBeGreaterThanOrEqual(60_000);
  expect(tookMs).toBeLessThanOrEqual(60_000 + 400 + 10);
});

test("each pause may be twice as long as the one before", async () => {
  const { random } = Math;
  Math.random = () => 1;
  try {
    const at = world([throttled, throttled, throttled]);
    expect(await resultOf(at, 100)).toEqual({ result: "1", tookMs: 400 + 800 + 1_600 });
  } finally {
    Math.random = random;
  }
});

test("an attempt that is not answered in time is one that timed out, and is repeated", async () => {
  const clock = fakeClock();
  const whole = memoryStore({ key: "first-key" });
  let attempts = 0;
  const store: WritableSecretStore = {
    ...whole,
    async describe(name, context) {
      if (++attempts > 1) return whole.describe(name, context);
      return new Promise((_, reject) => {
        context.signal.addEventListener("abort", () => reject(new Error("aborted")));
      });
    },
  };
  const { signal } = new AbortController();
  const time = storeClock({ clock, skewMs: 0 });
  const calls = callsOn({ store, name: "key", clock, time, signal, timeoutMs: 5 });
  const state = { isDone: false };
  const described = calls.describe().finally(() => void (state.isDone = true));
  while (!state.isDone) {
    await clock.advance(400);
    await new Promise((resolve) => setImmediate(resolve));
  }
  expect(await described).toMatchObject({ current: "1" });
  expect(attempts).toBe(2);
});

test.each(["not-found", "disabled", "destroyed"] as const)(
  "a version that is %s has no value",
  async (reason) => {
    const whole = memoryStore({ key: "first-key" });
    const error = new SourceError({ reason, message: "gone", store: whole.name });
    const store: WritableSecretStore = { ...whole, get: () => Promise.reject(error) };
    const clock = fakeClock();
    const { signal } = new AbortController();
    const calls = callsOn({
      store,
      name: "key",
      clock,
      time: storeClock({ clock, skewMs: 0 }),
      signal,
      timeoutMs: 5,
    });
    expect(await calls.read("1")).toBeUndefined();
  },
);

test("a version that can't be read otherwise is an error, and so is no answer", async () => {
  const whole = memoryStore({ key: "first-key" });
  const error = new SourceError({ reason: "denied", message: "no", store: whole.name });
  const clock = fakeClock();
  const { signal } = new AbortController();
  const on = (store: WritableSecretStore) =>
    callsOn({ store, name: "key", clock, time: storeClock({ clock, skewMs: 0 }), signal, timeoutMs: 1_000 });
  await expect(on({ ...whole, get: () => Promise.reject(error) }).read("1")).rejects.toBe(error);
  await expect(
    on({ ...whole, get: async () => undefined as unknown as SecretRecord }).read("1"),
  ).rejects.toMatchObject({
    reason: "malformed",
  });
  expect((await on(whole).read("1"))?.equals(new Secret("first-key"))).toBe(true);
});

test("after a conflict it looks again eight times at most, each time after a longer pause", async () => {
  const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
  const waits = vi.spyOn(globalThis, "setTimeout");
  const conflict = new SourceError({ reason: "conflict", message: "changed", store: "memory-store" });
  let count = 0;
  const attempt = async () => {
    count++;
    throw conflict;
  };
  await expect(untilNoConflict(attempt)).rejects.toBe(conflict);
  expect(count).toBe(8);
  expect(waits.mock.calls.map(([, ms]) => ms).filter((ms) => ms !== undefined && ms > 0)).toEqual([
    10, 20, 30, 40, 50, 60, 70,
  ]);
  random.mockRestore();
  waits.mockRestore();
});

test("what is no conflict isn't repeated, and what succeeds is the result", async () => {
  const denied = new SourceError({ reason: "denied", message: "no", store: "memory-store" });
  const failures: unknown[] = [denied, new Error("conflict")];
  for (const failure of failures) {
    let count = 0;
    const attempt = async () => {
      count++;
      throw failure;
    };
    await expect(untilNoConflict(attempt)).rejects.toBe(failure);
    expect(count).toBe(1);
  }
  expect(await untilNoConflict(async () => "done")).toBe("done");
});

const CALLS = {
  describe: "could not describe key",
  get: "could not be read",
  put: "could not put a new version of key",
  promote: "could not promote a version of key",
  annotate: "could not annotate key",
  retire: "could not retire a version of key",
} as const;

test.each(Object.entries(CALLS))(
  "what %s of a store throws in place of a SourceError is not quoted",
  async (call, what) => {
    const clock = fakeClock();
    const thrown = Object.assign(new Error("canary"), { code: "ECONNRESET" });
    const store: WritableSecretStore = {
      ...memoryStore({ key: "first-key" }),
      [call]: async () => Promise.reject(thrown),
    };
    const { signal } = new AbortController();
    const time = storeClock({ clock, skewMs: 0 });
    const calls = callsOn({ store, name: "key", clock, time, signal, timeoutMs: 1_000 });
    const run = {
      describe: async () => calls.describe(),
      get: async () => calls.read("1"),
      put: async () => calls.put(new Secret("b"), "id", "1"),
      promote: async () => calls.promote("2", "1"),
      annotate: async () => calls.annotate({}),
      retire: async () => calls.retire("1"),
    }[call as keyof typeof CALLS];
    const error: unknown = await run().catch((thrownThen: unknown) => thrownThen);
    expect(error).toMatchObject({
      reason: "unknown",
      message: `memory-store ${what}: it threw Error (ECONNRESET)`,
      ref: call === "get" ? "key?version=1" : "key",
    });
    expect(inspect(error, { showHidden: true, depth: 9 })).not.toContain("canary");
  },
);

test("the caller's own reason to abort comes back as it is", async () => {
  const controller = new AbortController();
  const reason = new Error("shutting down");
  const store: WritableSecretStore = {
    ...memoryStore({ key: "first-key" }),
    describe: async (_, { signal }) =>
      new Promise((__, reject) => signal.addEventListener("abort", () => reject(signal.reason as Error))),
  };
  const clock = fakeClock();
  const time = storeClock({ clock, skewMs: 0 });
  const calls = callsOn({ store, name: "key", clock, time, signal: controller.signal, timeoutMs: 60_000 });
  const described = calls.describe();
  controller.abort(reason);
  await expect(described).rejects.toBe(reason);
});

test.each([
  [3, undefined, "done", 4],
  [4, undefined, "conflict", 4],
  [1, "an etag", "conflict", 1],
] as const)(
  "notes in whose way another change was %d times, expecting %s: %s, after %d tries",
  async (conflicts, expected, result, tries) => {
    const { random } = Math;
    Math.random = () => 0; // its pauses are of the real clock
    try {
      const whole = memoryStore({ key: "first-key" });
      let tried = 0;
      const store: WritableSecretStore = {
        ...whole,
        async annotate() {
          if (++tried <= conflicts)
            throw new SourceError({ reason: "conflict", message: "failed", store: whole.name });
        },
      };
      const clock = fakeClock();
      const { signal } = new AbortController();
      const time = storeClock({ clock, skewMs: 0 });
      const calls = callsOn({ store, name: "key", clock, time, signal, timeoutMs: 1_000 });
      const outcome = await calls.annotate({ note: "text" }, expected).then(
        () => "done",
        (error: unknown) => (error instanceof SourceError ? error.reason : error),
      );
      expect([outcome, tried]).toEqual([result, tries]);
    } finally {
      Math.random = random;
    }
  },
);

test("a store that never answers is named, with how long it had", async () => {
  const clock = { now: () => Date.now(), sleep: async () => {} };
  const store: WritableSecretStore = {
    ...memoryStore({ key: "first-key" }),
    describe: async (_, { signal }) =>
      new Promise((_resolve, reject) => {
        signal.addEventListener("abort", () => reject(new Error("canary")), { once: true });
      }),
  };
  const { signal } = new AbortController();
  const time = storeClock({ clock, skewMs: 0 });
  const calls = callsOn({ store, name: "key", clock, time, signal, timeoutMs: 5 });
  await expect(calls.describe()).rejects.toMatchObject({
    reason: "timeout",
    ref: "key",
    store: "memory-store",
    message: "memory-store did not answer within 5 ms",
  });
});
