import { SourceError } from "@confide/core/adapter";
import { expect, test, vi } from "vitest";

import { singleFlight } from "./single-flight.ts";

const { signal } = new AbortController();

function failed(reason: "aborted" | "timeout" | "denied"): Promise<never> {
  return Promise.reject(new SourceError({ reason, message: "a message", store: "vault" }));
}

test("who comes while a call runs gets its answer, and who comes later makes another", async () => {
  const start = vi.fn<() => Promise<number>>();
  start.mockResolvedValueOnce(1).mockResolvedValueOnce(2);
  const flight = singleFlight<number>();
  expect(await Promise.all([flight.run(start, signal), flight.run(start, signal)])).toEqual([1, 1]);
  expect(await flight.run(start, signal)).toBe(2);
});

test.each(["aborted", "timeout"] as const)(
  "who joined a call that was %s makes one of its own",
  async (reason) => {
    const flight = singleFlight<string>();
    const first = flight.run(async () => failed(reason), signal);
    const second = flight.run(async () => "mine", signal);
    await expect(first).rejects.toMatchObject({ reason });
    expect(await second).toBe("mine");
  },
);

test("of many who joined a call that was aborted one makes another, which the others join", async () => {
  const flight = singleFlight<number>();
  let calls = 0;
  const first = flight.run(async () => failed("aborted"), signal);
  const others = Array.from({ length: 50 }, async () => flight.run(async () => ++calls, signal));
  await expect(first).rejects.toMatchObject({ reason: "aborted" });
  expect(new Set(await Promise.all(others))).toEqual(new Set([1]));
});

test("who joins again and again ends with its own patience", async () => {
  const flight = singleFlight<number>();
  const [own, starts] = [new AbortController(), vi.fn<() => Promise<number>>()];
  starts.mockImplementation(async () => failed("timeout"));
  const runs = [flight.run(starts, signal), flight.run(starts, signal), flight.run(starts, own.signal)];
  own.abort();
  const results = await Promise.allSettled(runs);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected", "rejected"]);
  expect(starts).toHaveBeenCalledTimes(2);
});

test("who has given up too makes none", async () => {
  const flight = singleFlight<string>();
  const start = vi.fn<() => Promise<string>>();
  const first = flight.run(async () => failed("aborted"), signal);
  const second = flight.run(start, AbortSignal.abort());
  await expect(first).rejects.toMatchObject({ reason: "aborted" });
  await expect(second).rejects.toMatchObject({ reason: "aborted" });
  expect(start).not.toHaveBeenCalled();
});

test.each([
  ["a denial", async () => failed("denied")],
  ["another error", async () => Promise.reject(new Error("another"))],
])("%s is everybody's", async (_, fail) => {
  const flight = singleFlight<string>();
  const start = vi.fn<() => Promise<string>>();
  const results = await Promise.allSettled([flight.run(fail, signal), flight.run(start, signal)]);
  expect(results.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(start).not.toHaveBeenCalled();
});

test("who starts a call and fails isn't tried again", async () => {
  const start = vi.fn<() => Promise<string>>(async () => failed("timeout"));
  await expect(singleFlight<string>().run(start, signal)).rejects.toMatchObject({ reason: "timeout" });
  expect(start).toHaveBeenCalledTimes(1);
});
