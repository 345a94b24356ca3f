import { getOutcome } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { context } from "../test/fixture.ts";
import { hashicorpVault, tokenAuth } from "./index.ts";

const DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

/** A store whose every answer was made at that time. */
function answered(status: number, body: object) {
  const fetch = async () => Response.json(body, { status, headers: { date: DATE } });
  return hashicorpVault({ address: "http://127.0.0.1:1", auth: tokenAuth("t"), kvVersion: 2, fetch });
}

test("its time is the one that Vault dates an answer with, not this machine's", async () => {
  const store = answered(200, { data: { data: { a: "x" }, metadata: { version: 1 } } });
  expect(store.now?.()).toBeUndefined();
  await store.get({ name: "a" }, context());
  const toldMs = store.now?.() ?? 0;
  expect(toldMs).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
  expect(toldMs).toBeLessThan(Date.UTC(2026, 0, 1, 0, 1));
});

test("a failure's date may be that of something between here and Vault", async () => {
  const store = answered(502, {});
  expect((await getOutcome(store, { name: "a" }, context())).error?.reason).toBe("unavailable");
  expect(store.now?.()).toBeUndefined();
});

test("a client of somebody's own shows no dates, so that the store has no time", () => {
  expect(hashicorpVault({ client: { request: async () => ({}) } }).now).toBeUndefined();
});
