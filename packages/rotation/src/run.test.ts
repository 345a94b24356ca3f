import { subscribe, unsubscribe } from "node:diagnostics_channel";

import type { WritableSecretStore } from "@confide/core/adapter";
import { fakeClock } from "@confide/core/testing";
import { expect, test, vi } from "vitest";

import { clockedStore } from "../test/clocked-store.ts";
import { target } from "../test/target.ts";
import { rotate } from "./rotate.ts";

const NAME = "prod/api-key";

function world() {
  const clock = fakeClock();
  return { clock, store: clockedStore(clock, { [NAME]: "first-key" }), name: NAME };
}

test("a secret without a current version is refused, with what to do", async () => {
  const at = world();
  const store: WritableSecretStore = {
    ...at.store,
    async describe(name, context) {
      const { current: _, ...rest } = await at.store.describe(name, context);
      return rest;
    },
  };
  await expect(rotate({ ...at, store, issuer: target("first-key").issuer })).rejects.toMatchObject({
    step: "plan",
    secretName: NAME,
    store: at.store.name,
    message: `${NAME} has no current version: put a first one`,
  });
});

test.each([
  [{}, 10_000],
  [{ timeoutMs: 2_500 }, 2_500],
])("each call to the store may take so long: with %j %i ms", async (options, ms) => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  await rotate({ ...world(), issuer: target("first-key").issuer, ...options });
  expect(new Set(timeout.mock.calls.map(([each]) => each))).toEqual(new Set([ms]));
  timeout.mockRestore();
});

test("a lock that is lost stops the next effect, and says so", async () => {
  const at = world();
  const { issuer, valid } = target("first-key");
  let isHeld = true;
  const lock = {
    acquire: async () => ({
      async mustBeHeld() {
        if (!isHeld) throw new Error("the connection is canary");
      },
      release: async () => {},
    }),
  };
  const losing = {
    ...issuer,
    async create(...parameters: Parameters<typeof issuer.create>) {
      isHeld = false;
      return issuer.create(...parameters);
    },
  };
  const puts = vi.spyOn(at.store, "put");
  await expect(rotate({ ...at, lock, issuer: losing })).rejects.toMatchObject({
    step: "lock",
    message: expect.stringContaining(`the lock of ${NAME} was lost (Error)`) as string,
  });
  expect([puts.mock.calls.length, [...valid]]).toEqual([0, ["first-key"]]);
});

test("each effect is told with its outcome and how long it took, a failed one with its place", async () => {
  const at = world();
  const { issuer } = target("first-key");
  const events: { readonly step?: unknown; readonly outcome?: unknown; readonly durationMs?: unknown }[] = [];
  const note = (event: unknown) => void events.push(event as object);
  subscribe("confide:rotate", note);
  const failing = {
    ...issuer,
    async test() {
      await at.clock.advance(250);
      throw new Error("canary");
    },
  };
  await expect(rotate({ ...at, issuer: failing })).rejects.toMatchObject({
    step: "test",
    message: expect.stringContaining(`test failed for ${NAME} in ${at.store.name} (Error)`) as string,
  });
  unsubscribe("confide:rotate", note);
  const told = events.filter(({ step }) => step !== undefined);
  expect(told.map(({ step, outcome }) => [step, outcome])).toEqual([
    ["create", "ok"],
    ["store", "ok"],
    ["note", "ok"],
    ["apply", "ok"],
    ["test", "unknown"],
  ]);
  expect(told.at(-1)).toMatchObject({ store: at.store.name, ref: NAME, durationMs: 250 });
});
