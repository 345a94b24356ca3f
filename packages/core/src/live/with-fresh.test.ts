import { expect, expectTypeOf, test, vi } from "vitest";
import * as z from "zod";

import { SourceError } from "../model/errors.ts";
import { secret } from "../schema/secret-schema.ts";
import { Secret } from "../secret/secret.ts";
import { fromStore } from "../stores/from-store.ts";
import { fakeClock } from "../testing/fake-clock.ts";
import { memoryStore } from "../testing/memory-store.ts";
import { isAuthenticationFailure } from "./authentication.ts";
import type { ValueAt } from "./live.ts";
import { watchConfig } from "./watch-config.ts";

const schema = z.object({ database: z.object({ username: z.string(), password: secret(z.string()) }) });

async function setUp() {
  const store = memoryStore({ "prod/db": { username: "app", password: "first" } });
  const clock = fakeClock();
  const live = await watchConfig(
    { schema, sources: [fromStore(store, { refs: { database: "prod/db" } })] },
    { clock },
  );
  const put = async (password: string, username = "app") => {
    const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
    const context = { signal: new AbortController().signal, deadlineMs: Infinity, attempt: 1 };
    await store.put("prod/db", new Secret(JSON.stringify({ username, password })), options, context);
  };
  const reads = () => store.calls.filter(({ method }) => method === "read").length;
  return { store, clock, live, put, reads };
}

function refused(): Error {
  return Object.assign(new Error("password authentication failed"), { code: "28P01" });
}

/** A server that takes this password only. */
function server(right: { password: string }) {
  return vi.fn<(password: Secret) => Promise<string>>(async (password) => {
    if (password.reveal() !== right.password) throw refused();
    return "let in";
  });
}

test("uses what is current, and reads nothing", async () => {
  const { live, reads } = await setUp();
  const login = server({ password: "first" });
  expect(await live.withFresh("database.password", login)).toBe("let in");
  expect(login).toHaveBeenCalledTimes(1);
  expect(reads()).toBe(1);
  await live.close();
});

test("reads anew what was refused, and tries once more", async () => {
  const { live, put, reads } = await setUp();
  const login = server({ password: "second" });
  await put("second");
  expect(await live.withFresh("database.password", login)).toBe("let in");
  expect(login).toHaveBeenCalledTimes(2);
  expect(reads()).toBe(2);
  expect(live.current.database.password.reveal()).toBe("second");
  await live.close();
});

test("a thousand that are refused at once are one read", async () => {
  const { live, put, reads } = await setUp();
  const login = server({ password: "second" });
  await put("second");
  const results = await Promise.all(
    Array.from({ length: 1_000 }, () => live.withFresh("database.password", login)),
  );
  expect(new Set(results)).toEqual(new Set(["let in"]));
  expect(reads()).toBe(2);
  await live.close();
});

test("reads nothing where another value has come meanwhile", async () => {
  const { live, put, reads } = await setUp();
  await put("second");
  const seen: string[] = [];
  await live.withFresh("database.password", async (password) => {
    seen.push(password.reveal());
    if (seen.length > 1) return;
    await live.refresh();
    throw refused();
  });
  expect(seen).toEqual(["first", "second"]);
  expect(reads()).toBe(2);
  await live.close();
});

test("gives the whole group, as a rotation may change the user too", async () => {
  const { live, put } = await setUp();
  await put("second", "app_clone");
  const users: string[] = [];
  await live.withFresh("database", ({ username, password }) => {
    users.push(username);
    if (password.reveal() !== "second") throw refused();
  });
  expect(users).toEqual(["app", "app_clone"]);
  await live.close();
});

test("does not try the same again, nor a third time, nor after another error", async () => {
  const { live, put, clock } = await setUp();
  const login = server({ password: "third" });
  await expect(live.withFresh("database.password", login)).rejects.toThrow("authentication failed");
  expect(login).toHaveBeenCalledTimes(1);
  await clock.advance(2_000);
  await put("second");
  await expect(live.withFresh("database.password", login)).rejects.toThrow("authentication failed");
  expect(login).toHaveBeenCalledTimes(3);
  const broken = vi.fn<() => void>(() => {
    throw new Error("syntax error");
  });
  await expect(live.withFresh("database.password", broken)).rejects.toThrow("syntax error");
  expect(broken).toHaveBeenCalledTimes(1);
  await live.close();
});

test("throws what the server said where the store can't be asked", async () => {
  const { live, put, store } = await setUp();
  await put("second");
  store.fail("prod/db", "denied");
  await expect(live.withFresh("database.password", server({ password: "second" }))).rejects.toMatchObject({
    code: "28P01",
  });
  expect(live.problems).toMatchObject([{ reason: "denied" }]);
  await live.close();
});

test("takes a rule of one's own", async () => {
  const { live, put } = await setUp();
  await put("second");
  const seen: string[] = [];
  const use = (password: Secret) => {
    seen.push(password.reveal());
    if (seen.length === 1) throw new Error("odd");
  };
  await live.withFresh("database.password", use, {
    isAuthenticationFailure: (error, usual) => usual(error) || (error as Error).message === "odd",
  });
  expect(seen).toEqual(["first", "second"]);
  await live.close();
});

test("refuses a path that isn't there", async () => {
  const { live } = await setUp();
  await expect(live.withFresh("database.pasword", () => 1)).rejects.toThrow("no setting or group");
  await live.close();
});

test.each<[string, unknown, boolean]>([
  ["PostgreSQL", refused(), true],
  ["PostgreSQL, no such role", { code: "28000" }, true],
  ["PostgreSQL, another error", { code: "42601" }, false],
  ["MySQL", { code: "ER_ACCESS_DENIED_ERROR", errno: 1045 }, true],
  ["Redis", new Error("WRONGPASS invalid username-password pair"), true],
  ["Redis, another error", new Error("WRONGTYPE Operation against a key"), false],
  ["MongoDB", { code: 18, codeName: "AuthenticationFailed" }, true],
  ["HTTP", { status: 401 }, true],
  ["HTTP of axios", { response: { status: 403 } }, true],
  ["HTTP, another status", { statusCode: 500 }, false],
  ["a store", new SourceError({ reason: "unauthenticated", message: "x" }), true],
  ["a store that denies", new SourceError({ reason: "denied", message: "x" }), false],
  ["a cause", new Error("pool failed", { cause: refused() }), true],
  ["one of several", new AggregateError([new Error("a"), refused()]), true],
  ["text", "28P01", false],
  ["nothing", undefined, false],
])("knows a refusal of %s", (_, error, expected) => {
  expect(isAuthenticationFailure(error)).toBe(expected);
});

test("looks at causes five levels deep, and no deeper", () => {
  const wrapped = (levels: number) => {
    let error: Error = refused();
    for (let level = 1; level < levels; level++) error = new Error("wrapped", { cause: error });
    return error;
  };
  expect([1, 2, 3, 4, 5, 6, 7].map((levels) => isAuthenticationFailure(wrapped(levels)))).toEqual(
    [1, 2, 3, 4, 5, 6, 7].map((levels) => levels <= 5),
  );
  const severals = (levels: number): Error =>
    levels === 1 ? refused() : new AggregateError([severals(levels - 1)]);
  expect([5, 6].map((levels) => isAuthenticationFailure(severals(levels)))).toEqual([true, false]);
});

test("ends on causes that go round, however many", () => {
  const alone: { cause?: unknown } = {};
  alone.cause = alone;
  const [one, other]: { cause?: unknown; errors?: unknown }[] = [{}, {}];
  Object.assign(one ?? {}, { cause: other, errors: Array.from({ length: 500 }, () => other) });
  Object.assign(other ?? {}, { cause: one, errors: Array.from({ length: 500 }, () => one) });
  expect([alone, one, other].map((error) => isAuthenticationFailure(error))).toEqual([false, false, false]);
  Object.assign(other ?? {}, { code: "28P01" });
  expect(isAuthenticationFailure(one)).toBe(true);
});

test("looks at a thousand errors at most", () => {
  const many = (count: number) =>
    new AggregateError([...Array.from({ length: count }, () => new Error("x")), refused()]);
  expect([998, 999].map((count) => isAuthenticationFailure(many(count)))).toEqual([true, false]);
  let wide: unknown = new Error("x");
  for (let level = 0; level < 5; level++) {
    const inner = wide;
    wide = { errors: Array.from({ length: 500 }, () => ({ cause: inner })) };
  }
  expect(isAuthenticationFailure(wide)).toBe(false);
});

test("an error that can't be looked at is no refusal", () => {
  const odd = Object.defineProperty(new Error("odd"), "code", {
    get: () => {
      throw new Error("inside");
    },
  });
  expect(isAuthenticationFailure(odd)).toBe(false);
  expect(isAuthenticationFailure(new Error("x", { cause: Object.assign(odd, { status: 401 }) }))).toBe(true);
});

test("types the value by its path", () => {
  interface Config {
    readonly port: number;
    readonly database?: { readonly password: Secret };
  }
  expectTypeOf<ValueAt<Config, "database.password">>().toEqualTypeOf<Secret>();
  expectTypeOf<ValueAt<Config, "port">>().toEqualTypeOf<number>();
  expectTypeOf<ValueAt<Config, "nothing">>().toEqualTypeOf<never>();
});
