import { fakeClock } from "@confide/core/testing";
import { expect, test } from "vitest";

import { clockedStore } from "../../test/clocked-store.ts";
import { randomKey } from "../issuers/random-key.ts";
import { rotate } from "../rotate.ts";

const HOUR_MS = 3_600_000;

function world() {
  const clock = fakeClock();
  const store = clockedStore(clock, { key: "first-key" });
  return {
    clock,
    store,
    name: "key",
    issuer: randomKey(),
    graceMs: 6 * HOUR_MS,
    askTime: async () => clock.now(),
  };
}

async function whilePassing<T>(at: ReturnType<typeof world>, work: Promise<T>): Promise<T> {
  const state = { isDone: false };
  const done = work.finally(() => void (state.isDone = true));
  while (!state.isDone) await at.clock.advance(60_000);
  return done;
}

test("waits until every reader has the new version", async () => {
  const at = world();
  const startMs = at.clock.now();
  const seenBy = async (reader: string) =>
    at.clock.now() - startMs > (reader === "slow" ? HOUR_MS : 0) ? "2" : "1";
  const rotation = await whilePassing(
    at,
    rotate({ ...at, confirm: { readers: ["fast", "slow"], seenBy, everyMs: 60_000 } }),
  );
  expect(rotation).toMatchObject({ outcome: "rotated" });
  expect(rotation.unconfirmed).toBeUndefined();
  expect(at.clock.now() - startMs).toBeGreaterThan(HOUR_MS);
});

test("gives up at the end of the grace, and says who has not seen it; a reader that fails has not", async () => {
  const at = world();
  const seenBy = async (reader: string) => {
    if (reader === "down") throw new Error("no answer");
    return reader === "fast" ? "2" : "1";
  };
  const rotation = await whilePassing(
    at,
    rotate({ ...at, confirm: { readers: ["fast", "down", "old"], seenBy, everyMs: 60_000 } }),
  );
  expect(rotation.unconfirmed).toEqual(["down", "old"]);
  expect(at.clock.now()).toBeLessThanOrEqual(rotation.graceUntil?.getTime() ?? 0);
});

test("readers that all have it at once are asked once, and nothing is waited for", async () => {
  const at = world();
  const startMs = at.clock.now();
  const asked: string[] = [];
  const seenBy = async (reader: string) => {
    asked.push(reader);
    return "2";
  };
  await rotate({ ...at, confirm: { readers: ["one", "two"], seenBy } });
  expect(asked).toEqual(["one", "two"]);
  expect(at.clock.now()).toBe(startMs);
});

test("who doesn't have it is asked again, every five seconds where nobody says otherwise", async () => {
  const at = world();
  const startMs = at.clock.now();
  const askedMs: number[] = [];
  const seenBy = async () => {
    askedMs.push(at.clock.now() - startMs);
    return askedMs.length === 3 ? "2" : "1";
  };
  const state = { isDone: false };
  const work = rotate({ ...at, confirm: { readers: ["one"], seenBy } }).finally(() => (state.isDone = true));
  while (!state.isDone) await at.clock.advance(1_000);
  await work;
  expect(askedMs.map((each) => each - (askedMs[0] ?? 0))).toEqual([0, 5_000, 10_000]);
});

test.each([
  [0, 1],
  [1, 2],
])(
  "nobody is asked again once the grace would be over by then (%d ms before: %d times)",
  async (ms, times) => {
    const at = world();
    let asked = 0;
    const seenBy = async () => {
      asked++;
      return "1";
    };
    const confirm = { readers: ["old"], seenBy, everyMs: at.graceMs - ms };
    const state = { isDone: false };
    const work = rotate({ ...at, confirm }).finally(() => (state.isDone = true));
    await at.clock.advance(0);
    while (!state.isDone) await at.clock.advance(at.graceMs);
    expect((await work).unconfirmed).toEqual(["old"]);
    expect(asked).toBe(times);
  },
);
