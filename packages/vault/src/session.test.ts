import { SourceError } from "@confide/core/adapter";
import { afterEach, beforeEach, expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import type { Caller } from "./client.ts";
import type { TokenLease } from "./reply.ts";
import { ownBounds, session } from "./session.ts";

let nowMs: number;
const call = vi.fn<Caller>();
let logins: TokenLease[];

beforeEach(() => {
  nowMs = 1_000_000;
  vi.spyOn(Date, "now").mockImplementation(() => nowMs);
  call.mockReset();
  call.mockResolvedValue({});
  logins = [];
});
afterEach(() => vi.restoreAllMocks());

/** A session that signs in by these, one after the other. */
function open(...leases: Partial<TokenLease>[]) {
  logins = leases.map((each, index) => ({
    token: `t${index}`,
    durationMs: 60_000,
    renewable: true,
    ...each,
  }));
  return sessionOf(true);
}

function sessionOf(repeatable: boolean) {
  return session(call, {
    repeatable,
    async login() {
      const next = logins.shift();
      if (!next) throw new SourceError({ reason: "denied", message: "no more", store: "vault" });
      return next;
    },
  });
}

const request = () => ({ path: "secret/data/app", context: context() });

function sent() {
  return call.mock.calls.map(([{ path, token }]) => `${path} ${token}`);
}

const renewed = (seconds: number) => ({
  auth: { client_token: "again", lease_duration: seconds, renewable: true },
});

test("a token is renewed at two thirds of its time to the millisecond, and its own time counts from then", async () => {
  const open1 = open({});
  expect(open1.renewAtMs).toBe(Infinity);
  await open1.call(request());
  expect(open1.renewAtMs).toBe(nowMs + 40_000);
  nowMs += 39_999;
  await open1.call(request());
  call.mockResolvedValueOnce(renewed(30));
  nowMs += 1;
  await open1.call(request());
  expect(sent()).toEqual([
    "secret/data/app t0",
    "secret/data/app t0",
    "auth/token/renew-self t0",
    "secret/data/app again",
  ]);
  expect(call.mock.calls[2]?.[0]).toMatchObject({ method: "POST", body: {} });
  expect(open1.renewAtMs).toBe(nowMs + 20_000);
});

test("a token that may not be renewed is used to its end, and then replaced", async () => {
  const open1 = open({ renewable: false }, {});
  await open1.call(request());
  expect(open1.renewAtMs).toBe(Infinity);
  nowMs += 59_999;
  await open1.call(request());
  nowMs += 1;
  await open1.call(request());
  expect(sent()).toEqual(["secret/data/app t0", "secret/data/app t0", "secret/data/app t1"]);
});

test("a token of no time lasts forever", async () => {
  const open1 = open({ durationMs: 0 });
  await open1.call(request());
  nowMs += 10 ** 12;
  await open1.call(request());
  expect(sent()).toEqual(["secret/data/app t0", "secret/data/app t0"]);
  expect(open1.renewAtMs).toBe(Infinity);
});

test("where a renewal fails, it is signed in anew", async () => {
  const open1 = open({}, {});
  await open1.call(request());
  nowMs += 40_000;
  call.mockRejectedValueOnce(new SourceError({ reason: "denied", message: "a message", store: "vault" }));
  await open1.call(request());
  expect(sent().slice(1)).toEqual(["auth/token/renew-self t0", "secret/data/app t1"]);
});

test("a client of one's own has its own token", async () => {
  const own = session(call, undefined);
  await own.call(request());
  await own.touch(context());
  await own.end();
  expect(sent()).toEqual(["secret/data/app undefined"]);
});

const badToken = () => new SourceError({ reason: "unauthenticated", message: "a message", store: "vault" });

test("a token that is refused is replaced once, and no other failure replaces one", async () => {
  const open1 = open({}, {}, {});
  call.mockRejectedValueOnce(badToken()).mockRejectedValueOnce(badToken());
  await expect(open1.call(request())).rejects.toMatchObject({ reason: "unauthenticated" });
  expect(sent()).toEqual(["secret/data/app t0", "secret/data/app t1"]);
  call.mockRejectedValueOnce(new SourceError({ reason: "denied", message: "a message", store: "vault" }));
  await expect(open1.call(request())).rejects.toMatchObject({ reason: "denied" });
  call.mockRejectedValueOnce(new Error("another"));
  await expect(open1.call(request())).rejects.toThrow("another");
  expect(sent()).toHaveLength(4);
});

test("two whose token was refused at once sign in once", async () => {
  const open1 = open({}, {}, {});
  await open1.call(request());
  call.mockRejectedValueOnce(badToken()).mockRejectedValueOnce(badToken());
  await Promise.all([open1.call(request()), open1.call(request())]);
  expect(sent().slice(3)).toEqual(["secret/data/app t1", "secret/data/app t1"]);
  expect(logins).toHaveLength(1);
});

test("a token that was brought along isn't replaced, and isn't given back", async () => {
  logins = [{ token: "given", durationMs: 0, renewable: false }];
  const own = sessionOf(false);
  call.mockRejectedValueOnce(badToken());
  await expect(own.call(request())).rejects.toMatchObject({ reason: "unauthenticated" });
  await own.end();
  expect(sent()).toEqual(["secret/data/app given"]);
});

test("a token is given back once, unless it has ended or was never got", async () => {
  const open1 = open({}, {});
  await open1.end();
  await open1.call(request());
  await open1.end();
  await open1.end();
  expect(sent()).toEqual(["secret/data/app t0", "auth/token/revoke-self t0"]);
  expect(call.mock.calls[1]?.[0]).toMatchObject({ method: "POST", body: {} });
  await open1.call(request());
  nowMs += 60_000;
  await open1.end();
  expect(sent()).toHaveLength(3);
});

test("what touches a token renews it when it is time, and fails never", async () => {
  const open1 = open({});
  await open1.call(request());
  await open1.touch(context());
  expect(sent()).toHaveLength(1);
  nowMs += 40_000;
  call.mockResolvedValueOnce(renewed(60));
  await open1.touch(context());
  expect(sent()).toHaveLength(2);
  nowMs += 60_000;
  await open1.touch(context());
  expect(logins).toEqual([]);
});

test("calls that nobody waits for have five seconds", () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  expect(ownBounds().deadlineMs).toBe(nowMs + 5_000);
  expect(timeout).toHaveBeenCalledWith(5_000);
});
