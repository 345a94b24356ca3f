import { SourceError } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import { expect, test, vi } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { rotateIfDue, schedule } from "./schedule.ts";
import type { RotateIfDueResult } from "./state/results.ts";
import { randomKey } from "./issuers/random-key.ts";

const NAME = "prod/api-key";
const [HOUR_MS, DAY_MS] = [3_600_000, 86_400_000];

function world() {
  const clock = fakeClock(Date.UTC(2026, 0, 1));
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const askTime = async () => clock.now();
  return { clock, store, askTime, name: NAME, issuer: randomKey() };
}

test("rotates when the current version is old enough by the store's date, and not before", async () => {
  const at = world();
  const options = { ...at, everyMs: 7 * DAY_MS };
  expect(await rotateIfDue(options)).toMatchObject({
    dueAt: new Date("2026-01-08T00:00:00Z"),
    ended: { outcome: "nothing" },
  });
  await at.clock.advance(7 * DAY_MS - 10_000);
  expect(await rotateIfDue(options)).not.toHaveProperty("rotation");
  await at.clock.advance(10_000);
  expect(await rotateIfDue(options)).toMatchObject({
    rotation: { outcome: "rotated" },
    dueAt: new Date("2026-01-15T00:00:00Z"),
  });
  expect(await rotateIfDue(options)).toMatchObject({ ended: { outcome: "not-yet" } });
  await at.clock.advance(DAY_MS + 2_000);
  expect(await rotateIfDue(options)).toMatchObject({ ended: { outcome: "retired", retired: ["1"] } });
});

test("a cron pattern is due at its first time after the version was made", async () => {
  const at = world();
  const options = { ...at, cron: "30 3 * * 1" }; // Mondays; 2026-01-01 is a Thursday
  expect((await rotateIfDue(options)).dueAt).toEqual(new Date("2026-01-05T03:30:00Z"));
  await at.clock.advance(4 * DAY_MS + 4 * HOUR_MS);
  expect(await rotateIfDue(options)).toMatchObject({
    rotation: { outcome: "rotated" },
    dueAt: new Date("2026-01-12T03:30:00Z"),
  });
});

test.each([{}, { everyMs: 1, cron: "* * * * *" }])("a schedule has one of the two (%j)", async (due) => {
  await expect(rotateIfDue({ ...world(), ...due })).rejects.toThrow(
    "a schedule has everyMs or cron: pass one of the two",
  );
});

test("two runners are one schedule, and go on after a failure", async () => {
  const at = world();
  const turns: RotateIfDueResult[] = [];
  const errors: unknown[] = [];
  const options = {
    ...at,
    everyMs: 7 * DAY_MS,
    jitterMs: 1_000,
    onTurn: (turn: RotateIfDueResult) => turns.push(turn),
    onError: (error: unknown) => errors.push(error),
  };
  await using first = schedule(options);
  await using second = schedule(options);
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += HOUR_MS) await at.clock.advance(HOUR_MS);
  };
  await pass(6 * DAY_MS);
  at.store.fail(NAME, undefined);
  await pass(9 * DAY_MS);
  expect(turns.filter(({ rotation }) => rotation?.outcome === "rotated")).toHaveLength(2);
  expect(turns.filter(({ ended }) => ended.outcome === "retired").length).toBeGreaterThan(0);
  expect(errors).toEqual([]);
  await Promise.all([first.close(), second.close()]);
  const before = at.store.calls.length;
  await pass(8 * DAY_MS);
  expect(at.store.calls.length).toBe(before);
});

test.each([
  ["an hour", { everyMs: 7 * DAY_MS }, HOUR_MS],
  ["what was asked for", { everyMs: 7 * DAY_MS, lookEveryMs: 5_000 }, 5_000],
  ["the time until the next rotation", { everyMs: 600_000 }, 600_000],
  ["a second, where the next one is due at once", { everyMs: 1 }, 1_000],
  ["an hour, and half a minute by chance", { everyMs: 7 * DAY_MS, jitterMs: undefined }, HOUR_MS + 30_000],
])("the next look comes after %s", async (_, options, pauseMs) => {
  const at = world();
  const sleep = vi.spyOn(at.clock, "sleep");
  const random = vi.spyOn(Math, "random").mockReturnValue(0.5);
  await using running = schedule({ ...at, jitterMs: 0, ...options });
  await vi.waitFor(() => expect(sleep).toHaveBeenCalled());
  await running.close();
  random.mockRestore();
  expect(sleep.mock.calls[0]?.[0]).toBe(pauseMs);
});

test("a look that fails is told, and the next one comes", async () => {
  const at = world();
  const errors: unknown[] = [];
  await using running = schedule({
    ...at,
    name: "missing",
    everyMs: DAY_MS,
    jitterMs: 0,
    onError: (error) => errors.push(error),
  });
  for (let hour = 0; hour < 5; hour++) await at.clock.advance(HOUR_MS);
  await running.close();
  expect(errors.length).toBeGreaterThanOrEqual(2);
});

test("an onError that throws ends no schedule", async () => {
  const at = world();
  const later: (() => void)[] = [];
  const queue = vi.spyOn(globalThis, "queueMicrotask").mockImplementation((run) => void later.push(run));
  const onError = () => {
    throw new Error("nobody there");
  };
  await using running = schedule({ ...at, name: "missing", everyMs: DAY_MS, jitterMs: 0, onError });
  for (let hour = 0; hour < 5; hour++) await at.clock.advance(HOUR_MS);
  await running.close();
  queue.mockRestore();
  expect(later.length).toBeGreaterThanOrEqual(2);
});

test("after a failure it looks again in a minute, and each time twice as late, until one succeeds", async () => {
  const at = world();
  let isUp = false;
  const store = {
    ...at.store,
    async describe(...parameters: Parameters<typeof at.store.describe>) {
      if (!isUp) throw new SourceError({ reason: "denied", message: "not now", store: at.store.name });
      return at.store.describe(...parameters);
    },
  };
  const sleep = vi.spyOn(at.clock, "sleep");
  const pauses = () => sleep.mock.calls.map(([ms]) => ms / 60_000);
  await using running = schedule({ ...at, store, everyMs: DAY_MS, jitterMs: 0 });
  for (let minute = 0; minute < 200; minute++) await at.clock.advance(60_000);
  expect(pauses()).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
  isUp = true;
  await at.clock.advance(60 * 60_000);
  expect(pauses().at(-1)).toBe(60); // what lookEveryMs says
  isUp = false;
  const before = pauses().length;
  for (let minute = 0; minute < 65; minute++) await at.clock.advance(60_000);
  expect(pauses().slice(before, before + 2)).toEqual([1, 2]);
  await running.close();
});
