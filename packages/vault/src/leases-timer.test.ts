import { getOutcome, getOutcomes } from "@confide/core/adapter";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import { appRoleAuth, hashicorpVault, tokenAuth } from "./index.ts";

const DAY_MS = 86_400_000;
const calls: string[] = [];
let answers: Record<string, () => Response>;

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date", "setTimeout", "clearTimeout"] });
  calls.length = 0;
});
afterEach(() => void vi.useRealTimers());

const fetch = async (url: unknown) => {
  const path = new URL(String(url)).pathname.replace("/v1/", "");
  calls.push(path);
  return answers[path]?.() ?? Response.json({ errors: ["internal error"] }, { status: 500 });
};

function credentials(seconds: unknown) {
  return () =>
    Response.json({
      lease_id: "database/creds/app/1",
      lease_duration: seconds,
      renewable: true,
      data: { username: "v" },
    });
}

function login(seconds: number) {
  return () => Response.json({ auth: { client_token: "s.x", lease_duration: seconds, renewable: true } });
}

async function opened(auth = tokenAuth("a-token")) {
  const store = hashicorpVault({
    address: "https://vault.example",
    auth,
    fetch,
  });
  const outcome = await getOutcome(store, { name: "database/creds/app" }, context());
  calls.length = 0;
  return { store, outcome };
}

async function callsWithin(ms: number): Promise<number> {
  for (let passedMs = 0; passedMs < ms; passedMs += 1_000) {
    await vi.advanceTimersByTimeAsync(1_000);
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  }
  return calls.length;
}

test("a token that can't be renewed is tried again after a pause, not without end", async () => {
  answers = { "auth/approle/login": login(60), "database/creds/app": credentials(3_600) };
  await opened(appRoleAuth({ roleId: "a", secretId: "b" }));
  answers = {};
  await vi.advanceTimersByTimeAsync(39_000);
  expect(calls).toEqual([]);
  const made = await callsWithin(60_000);
  expect(made).toBeGreaterThan(3);
  expect(made).toBeLessThan(40);
});

test("a lease that is longer than a timer can wait isn't renewed before its time", async () => {
  answers = { "database/creds/app": credentials((60 * DAY_MS) / 1_000) };
  await opened();
  expect(await callsWithin(30_000)).toBe(0);
});

test("it is renewed when two thirds of it are over, and not once more", async () => {
  answers = { "database/creds/app": credentials(60) };
  await opened();
  expect(await callsWithin(39_000)).toBe(0);
  expect(await callsWithin(2_000)).toBe(1);
  expect(calls).toEqual(["sys/leases/renew"]);
  expect(await callsWithin(15_000)).toBe(1); // it failed: the credentials end at their time
});

test("a renewal that brings no more time is the last", async () => {
  answers = { "database/creds/app": credentials(60), "sys/leases/renew": credentials(0) };
  await opened();
  expect(await callsWithin(55_000)).toBe(1);
});

test.each([-1, 1e300, "60", null, undefined])("%j seconds are no lease", async (seconds) => {
  answers = { "database/creds/app": credentials(seconds) };
  const { outcome } = await opened();
  expect(outcome?.error?.reason).toBe("malformed");
  expect(await callsWithin(5_000)).toBe(0);
});

test("credentials of no time at all are given, and asked for anew by the next read", async () => {
  answers = { "database/creds/app": credentials(0) };
  const { store, outcome } = await opened();
  expect(outcome?.value?.lease?.durationMs).toBe(0);
  await getOutcomes(store, [{ name: "database/creds/app" }], context());
  expect(calls).toContain("database/creds/app");
});

test.each([
  ["may not be renewed again", { lease_duration: 60, renewable: false }],
  ["has less time than before", { lease_duration: 5, renewable: true }],
])("what %s is renewed no more", async (_, renewed) => {
  answers = { "database/creds/app": credentials(60), "sys/leases/renew": () => Response.json(renewed) };
  await opened();
  expect(await callsWithin(41_000)).toBe(1);
  expect(await callsWithin(45_000)).toBe(1);
});

test("a lease that may not be renewed isn't", async () => {
  answers = {
    "database/creds/app": () =>
      Response.json({ lease_id: "a/1", lease_duration: 60, renewable: "yes", data: { username: "v" } }),
  };
  const { outcome } = await opened();
  expect(outcome?.value?.lease).toEqual({ id: "a/1", durationMs: 60_000, renewable: false });
  expect(await callsWithin(60_000)).toBe(0);
});

test("a lease of ten years is one, and of a second more is none", async () => {
  for (const [seconds, reason] of [
    [10 * 366 * 86_400, undefined],
    [10 * 366 * 86_400 + 1, "malformed"],
  ] as const) {
    answers = { "database/creds/app": credentials(seconds) };
    expect((await opened()).outcome?.error?.reason).toBe(reason);
  }
});

test("a renewal that brings at least a second more is not the last", async () => {
  let brought = 22; // after 40 of 60 seconds: two more than were left
  answers = {
    "database/creds/app": credentials(60),
    "sys/leases/renew": () => Response.json({ lease_duration: brought, renewable: true }),
  };
  await opened();
  expect(await callsWithin(41_000)).toBe(1);
  brought = 1;
  expect(await callsWithin(15_000)).toBe(2);
  expect(await callsWithin(15_000)).toBe(2);
});

test("credentials without a lease or without fields make no sense", async () => {
  for (const wrong of [{ lease_id: 7 }, { data: null }, { data: "text" }]) {
    answers = {
      "database/creds/app": () =>
        Response.json({ lease_id: "a/1", lease_duration: 60, renewable: true, data: {}, ...wrong }),
    };
    expect((await opened()).outcome?.error?.message).toContain(
      "database/creds/app brought something else than expected",
    );
  }
});
