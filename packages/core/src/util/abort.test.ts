import { getEventListeners } from "node:events";

import { expect, test, vi } from "vitest";

import { limited, sleep, unlessAborted, within } from "./abort.ts";

const never = new Promise<never>(() => {});

test("a sleep ends early with the signal's reason, and leaves no timer and no listener behind", async () => {
  const [controller, clear] = [new AbortController(), vi.spyOn(globalThis, "clearTimeout")];
  const sleeping = sleep(60_000, controller.signal);
  controller.abort("the reason");
  await expect(sleeping).rejects.toBe("the reason");
  expect(clear).toHaveBeenCalledOnce();
  clear.mockRestore();
  await expect(sleep(60_000, controller.signal)).rejects.toBe("the reason");
  const { signal } = new AbortController();
  await sleep(0, signal);
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test.each([Infinity, 2 ** 40])(
  "a sleep of %d ms is long, where a timer alone would end at once",
  async (ms) => {
    const controller = new AbortController();
    const first = await Promise.race([
      sleep(ms, controller.signal),
      sleep(20).then(() => "the short one"),
    ]).finally(() => controller.abort());
    expect(first).toBe("the short one");
  },
);

test("work that ignores its signal is left behind", async () => {
  const controller = new AbortController();
  const result = unlessAborted(controller.signal, () => never, String);
  controller.abort("the reason");
  expect(await result).toBe("the reason");
  const start = vi.fn<() => Promise<number>>(async () => 1);
  expect(await unlessAborted(controller.signal, start, () => 2)).toBe(2);
  expect(start).not.toHaveBeenCalled();
});

test("what stands in may throw", async () => {
  const rethrow = (reason: unknown): never => {
    throw reason as Error;
  };
  await expect(unlessAborted(AbortSignal.abort("the reason"), () => never, rethrow)).rejects.toBe(
    "the reason",
  );
});

test("a result and an error pass unchanged, and no listener stays", async () => {
  const { signal } = new AbortController();
  const limit = { ms: 60_000, signal };
  expect(
    await within(
      limit,
      async () => 1,
      () => 2,
    ),
  ).toBe(1);
  await expect(
    within(
      limit,
      async () => Promise.reject(new Error("own")),
      () => 2,
    ),
  ).rejects.toThrow("own");
  await expect(limited(limit, async () => Promise.reject(new Error("own")))).rejects.toThrow("own");
  expect(getEventListeners(signal, "abort")).toEqual([]);
});

test("the work's signal is aborted in time, or with the caller's reason", async () => {
  const reasonOf = async (limit: Parameters<typeof limited>[0]) =>
    limited(
      limit,
      async (signal) =>
        new Promise((resolve) => signal.addEventListener("abort", () => resolve(signal.reason))),
    );
  expect(await reasonOf({ ms: 1 })).toMatchObject({ name: "TimeoutError" });
  const controller = new AbortController();
  const reason = reasonOf({ ms: 60_000, signal: controller.signal });
  controller.abort("the caller's");
  expect(await reason).toBe("the caller's");
  expect(await limited({ ms: 1, signal: controller.signal }, async ({ aborted }) => aborted)).toBe(true);
});
