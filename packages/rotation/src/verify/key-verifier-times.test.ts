import { fakeClock } from "@confide/core/testing";
import { expect, test, vi } from "vitest";

import { clockedStore } from "../../test/clocked-store.ts";
import { keyVerifier } from "./key-verifier.ts";

const NAME = "prod/api-key";
const [TTL_MS, STALE_MS, RETRY_MS] = [60_000, 3_600_000, 5_000];

async function world() {
  const clock = fakeClock();
  const store = clockedStore(clock, { [NAME]: "first-key" });
  const verifier = keyVerifier({ store, name: NAME, clock });
  const looks = () => store.calls.filter(({ method }) => method === "describe").length;
  const verified = async () => {
    const match = await verifier.verify("first-key");
    await clock.advance(0); // lets a look in the background come to its end
    return match?.version;
  };
  await verified();
  return { clock, store, looks, verified };
}

test("what was read serves for a minute to the millisecond", async () => {
  const { clock, looks, verified } = await world();
  await clock.advance(TTL_MS - 1);
  expect([await verified(), looks()]).toEqual(["1", 1]);
  await clock.advance(1);
  expect([await verified(), looks()]).toEqual(["1", 2]);
});

test("while the store is away it serves for an hour more, and is looked for every five seconds", async () => {
  const { clock, store, looks, verified } = await world();
  store.fail(NAME, "unavailable");
  await clock.advance(TTL_MS);
  await verified();
  const before = looks();
  await clock.advance(RETRY_MS - 1);
  await verified();
  expect(looks()).toBe(before);
  await clock.advance(1);
  await verified();
  expect(looks()).toBe(before + 1);
  await clock.advance(STALE_MS - RETRY_MS - 1);
  expect(await verified()).toBe("1");
  await clock.advance(1);
  await expect(verified()).rejects.toMatchObject({ reason: "unavailable" });
});

test("a clock that was set back makes it look anew", async () => {
  const store = clockedStore(fakeClock(), { [NAME]: "first-key" });
  let nowMs = 1_000_000;
  const clock = { now: () => nowMs, sleep: async () => {} };
  const verifier = keyVerifier({ store, name: NAME, clock });
  await verifier.verify("first-key");
  nowMs -= 1;
  const before = store.calls.length;
  await verifier.verify("first-key");
  expect(store.calls.length).toBeGreaterThan(before);
});

test("a look may take ten seconds where nobody says otherwise", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  await world();
  expect(timeout).toHaveBeenCalledWith(10_000);
  timeout.mockRestore();
});
