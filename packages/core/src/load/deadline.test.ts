import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";

import type { Reading, ReadContext, Source } from "../contract/source.ts";
import { SourceError } from "../model/errors.ts";
import { Deadline } from "./deadline.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const empty: Reading = { answers: [] };
const sourceOf = (read: (context: ReadContext) => Promise<Reading>, more: Partial<Source> = {}): Source => ({
  name: "it",
  locate: () => undefined,
  read: async (_, context) => read(context),
  ...more,
});
const hanging = sourceOf(async () => new Promise<never>(() => undefined));
const deadline = (more: { timeoutMs?: number; signal?: AbortSignal } = {}) =>
  new Deadline({ timeoutMs: 1000, settings: [], ...more });

/** What came of a reading, and when. */
async function after(ms: number, reading: Promise<unknown>) {
  let settled: unknown = "not yet";
  void reading.then((result) => (settled = result));
  await vi.advanceTimersByTimeAsync(ms);
  return settled instanceof SourceError ? `${settled.reason}: ${settled.message}` : settled;
}

const LATE = "timeout: it did not answer within 1000 ms";

test("a source that doesn't look at its signal is left behind 50 ms after its time", async () => {
  const reading = deadline().read(hanging, []);
  expect(await after(1049, reading)).toBe("not yet");
  expect(await after(1, reading)).toBe(LATE);
});

test("one that does may say in that time what it was waiting for", async () => {
  const throttled = new SourceError({ reason: "throttled", message: "slow" });
  const reading = deadline().read(sourceOf(async ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(throttled)))), []);
  expect(await after(1000, reading)).toBe(LATE);
}); // prettier-ignore

test("its signal says that the time is over", async () => {
  let reason: unknown;
  const reading = deadline().read(sourceOf(async ({ signal }) => new Promise(() => signal.addEventListener("abort", () => void (reason = signal.reason)))), []);
  await after(1000, reading);
  expect(reason).toMatchObject({ name: "TimeoutError", message: "The load has run out of time" });
}); // prettier-ignore

test("an error of its own is in the one vocabulary, and an answer comes through", async () => {
  const time = deadline();
  const broken = sourceOf(async () => Promise.reject(new TypeError("no")));
  expect(await after(0, time.read(broken, []))).toBe("unknown: it could not be read: it threw TypeError");
  expect(await after(0, time.read(sourceOf(async () => empty), []))).toMatchObject(empty);
}); // prettier-ignore

describe("behind its end", () => {
  test("only what needs no time is still asked", async () => {
    const time = deadline();
    await after(1050, time.read(hanging, []));
    const read = vi.fn<() => Promise<Reading>>(async () => empty);
    expect(await after(0, time.read(sourceOf(read), []))).toBe(LATE);
    expect(read).not.toHaveBeenCalled();
    expect(await after(0, time.read(sourceOf(read, { readSync: () => empty }), []))).toMatchObject(empty);
    const signals: boolean[] = [];
    const sync = sourceOf(read, { readSync: (_, { signal }) => (signals.push(signal.aborted), empty) });
    await after(0, time.read(sync, []));
    expect(signals).toEqual([true]);
  });
});

describe("a caller that gives up", () => {
  test("ends what runs at once, and all that comes", async () => {
    const controller = new AbortController();
    const time = deadline({ signal: controller.signal });
    const reading = time.read(hanging, []);
    await vi.advanceTimersByTimeAsync(10);
    controller.abort();
    expect(await after(0, reading)).toBe("aborted: aborted by the caller");
    const sync = sourceOf(async () => empty, { readSync: () => empty });
    expect(await after(0, time.read(sync, []))).toBe("aborted: aborted by the caller");
  });

  test("hands its reason to the source", async () => {
    const controller = new AbortController();
    let reason: unknown;
    void deadline({ signal: controller.signal }).read(sourceOf(async ({ signal }) => new Promise(() => signal.addEventListener("abort", () => void (reason = signal.reason)))), []);
    controller.abort("enough");
    expect(reason).toBe("enough");
  }); // prettier-ignore

  test("ends the schema's checks too, which have no deadline", async () => {
    const controller = new AbortController();
    const given = deadline({ signal: controller.signal }).orGivenUp(new Promise(() => undefined));
    controller.abort(new Error("enough"));
    await expect(given).rejects.toThrow("enough");
    expect(await deadline().orGivenUp(Promise.resolve("done"))).toBe("done");
  });
});

test("nothing is left of it: no timer, and no listener of the caller's signal", async () => {
  const { signal } = new AbortController();
  const [add, remove] = [vi.spyOn(signal, "addEventListener"), vi.spyOn(signal, "removeEventListener")];
  const time = deadline({ signal });
  void time.read(hanging, []);
  await vi.advanceTimersByTimeAsync(1010);
  time.clear();
  expect(vi.getTimerCount()).toBe(0);
  expect(remove.mock.calls.map(([name, listener]) => [name, listener])).toEqual(add.mock.calls.map(([name, listener]) => [name, listener]));
  const early = deadline();
  void early.read(hanging, []);
  early.clear();
  expect(vi.getTimerCount()).toBe(0);
}); // prettier-ignore

test("more than a timer can hold is no time limit", () => {
  void deadline({ timeoutMs: 2 ** 31 }).read(hanging, []);
  expect(vi.getTimerCount()).toBe(0);
  void deadline({ timeoutMs: 2 ** 31 - 1 }).read(hanging, []);
  expect(vi.getTimerCount()).toBe(1);
});
