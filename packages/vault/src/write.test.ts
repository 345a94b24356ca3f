import { Secret } from "@confide/core";
import { getOutcome } from "@confide/core/adapter";
import { afterAll, afterEach, beforeAll, beforeEach, expect, onTestFinished, test } from "vitest";

import { type FakeVault, fakeVault } from "../test/fake/server.ts";
import { context, type VaultFixture, vaultFixture } from "../test/fixture.ts";

let vault: FakeVault;
let fixture: VaultFixture;

beforeAll(async () => void (vault = await fakeVault()));
afterAll(async () => vault.stop());
beforeEach(async () => void (fixture = await vaultFixture(vault)));
afterEach(async () => fixture.close());

async function put(text: string, stage: "current" | "pending", idempotencyKey: string = crypto.randomUUID()) {
  const { version } = await fixture.store.put("app", new Secret(text), { idempotencyKey, stage }, context());
  return version;
}

async function valueAt(version?: string) {
  const outcome = await getOutcome(fixture.store, { name: "app", ...(version && { version }) }, context());
  return outcome?.error?.reason ?? outcome?.value?.value.reveal();
}

test("what is pending is read by its version, keeps it when it is promoted, and leaves nothing beside", async () => {
  const before = await put("old", "current");
  const pending = await put("new", "pending");
  expect([await valueAt(), await valueAt(pending)]).toEqual(["old", "new"]);
  await fixture.store.promote("app", pending, { expectCurrent: before }, context());
  expect([await valueAt(), await valueAt(pending), await valueAt(before)]).toEqual(["new", "new", "old"]);
  const { current, pending: none } = await fixture.store.describe("app", context());
  expect([current, none]).toEqual([pending, undefined]);
  expect(await fixture.store.list("", context())).toEqual(["app"]);
});

test("a promotion that was cut off after its write is finished by the next one", async () => {
  const before = await put("old", "current");
  const pending = await put("new", "pending", "key-of-the-rotation");
  const data = { "confide:text": "new", "confide:put": "key-of-the-rotation" };
  await fixture.admin("POST", `${fixture.mount}/data/app`, { data }); // as promote does, before it tidies up
  await fixture.store.promote("app", pending, { expectCurrent: before }, context());
  expect((await fixture.store.describe("app", context())).versions).toHaveLength(2);
  await expect(fixture.admin("GET", `${fixture.mount}/data/app.pending`)).rejects.toThrow("404");
});

test("the same pending put again is the same version; after a crash another one takes its place", async () => {
  await put("old", "current");
  const first = await put("new", "pending", "one");
  expect(await put("new", "pending", "one")).toBe(first);
  expect(await put("newer", "pending", "two")).toBe(first);
  expect(await valueAt(first)).toBe("newer");
});

test("of two that put a pending value at once one gets a conflict, so that none loses what it has put", async () => {
  await put("old", "current");
  const puts = await Promise.allSettled([put("a", "pending", "one"), put("b", "pending", "two")]);
  expect(puts.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
  expect(puts.find(({ status }) => status === "rejected")).toMatchObject({ reason: { reason: "conflict" } });
});

test("a first value can be pending too, and is promoted from none", async () => {
  const version = await put("first", "pending");
  expect(await valueAt()).toBe("not-found");
  await fixture.store.promote("app", version, { expectCurrent: "none" }, context());
  expect(await valueAt()).toBe("first");
});

test("going back to an older version writes its value anew", async () => {
  const first = await put("one", "current");
  const second = await put("two", "current");
  await fixture.store.promote("app", first, { expectCurrent: second }, context());
  expect(await valueAt()).toBe("one");
});

test("notes are guarded by what was described", async () => {
  await put("value", "current");
  const { etag = "" } = await fixture.store.describe("app", context());
  await fixture.store.annotate("app", { phase: "claim" }, { expect: etag }, context());
  await expect(
    fixture.store.annotate("app", { phase: "other" }, { expect: etag }, context()),
  ).rejects.toMatchObject({ reason: "conflict" });
  expect((await fixture.store.describe("app", context())).annotations).toEqual({ phase: "claim" });
});

test("of two that write notes at once under one etag, one wins", async () => {
  await put("value", "current");
  const { etag = "" } = await fixture.store.describe("app", context());
  const results = await Promise.allSettled(
    ["a", "b"].map((owner) => fixture.store.annotate("app", { owner }, { expect: etag }, context())),
  );
  expect(results.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
});

test("a retired pending value is gone", async () => {
  await put("old", "current");
  const pending = await put("new", "pending");
  await fixture.store.retire("app", pending, context());
  expect(await valueAt(pending)).toBe("not-found");
  expect(await valueAt()).toBe("old");
});

test("names are listed through folders, without what is pending", async () => {
  for (const name of ["prod/a", "prod/deep/b", "production", "other"]) await fixture.seed(name, "x");
  const options = { idempotencyKey: "1", stage: "pending" } as const;
  await fixture.store.put("prod/a", new Secret("y"), options, context());
  expect(await fixture.store.list("prod", context())).toEqual(["prod/a", "prod/deep/b", "production"]);
  expect(await fixture.store.list("prod/d", context())).toEqual(["prod/deep/b"]);
  expect(await fixture.store.list("none/", context())).toEqual([]);
});

test("a secret of somebody's that has the pending one's name is left as it is", async () => {
  const before = await put("old", "current");
  await fixture.admin("POST", `${fixture.mount}/data/app.pending`, { data: { theirs: "kept" } });
  await expect(put("new", "pending")).rejects.toMatchObject({ reason: "conflict" });
  await fixture.store.retire("app", String(Number(before) + 1), context());
  await fixture.store.delete("app", context());
  const outcome = await getOutcome(fixture.store, { name: "app.pending" }, context());
  expect(outcome?.value?.value.reveal()).toBe('{"theirs":"kept"}');
});

test("what stands in the way of a write is said", async () => {
  const { store } = fixture;
  const first = await put("one", "current", "key");
  await expect(put("two", "current", "key")).rejects.toThrow(
    "app has another value under the same idempotency key",
  );
  const current = await put("two", "current");
  await expect(store.promote("app", first, { expectCurrent: first }, context())).rejects.toThrow(
    "app has another current version than expected",
  );
  await expect(store.retire("app", current, context())).rejects.toThrow(
    `${current} is the current version of app`,
  );
  await expect(store.annotate("app", {}, { expect: "another" }, context())).rejects.toThrow(
    "app was changed since",
  );
  await fixture.admin("POST", `${fixture.mount}/data/app.pending`, { data: { theirs: "kept" } });
  await expect(put("new", "pending")).rejects.toThrow(
    "app.pending is a secret of its own, in the place of the pending value of app",
  );
});

test("each of these names the secret", async () => {
  const current = await put("one", "current", "key");
  await expect(put("two", "current", "key")).rejects.toMatchObject({ ref: "app" });
  await expect(fixture.store.retire("app", current, context())).rejects.toMatchObject({ ref: "app" });
  await expect(fixture.store.annotate("app", {}, { expect: "x" }, context())).rejects.toMatchObject({
    ref: "app",
  });
  const promotion = fixture.store.promote("app", "7", { expectCurrent: "9" }, context());
  await expect(promotion).rejects.toMatchObject({ reason: "conflict", ref: "app" });
});

test("the same current put again is the same version", async () => {
  const first = await put("one", "current", "key");
  expect(await put("one", "current", "key")).toBe(first);
});

test.each(["current", "pending"] as const)("a %s put may expect which version is current", async (stage) => {
  const putExpecting = async (expected: string) =>
    fixture.store.put(
      "app",
      new Secret(crypto.randomUUID()),
      { idempotencyKey: crypto.randomUUID(), stage, expect: expected },
      context(),
    );
  await expect(putExpecting("1")).rejects.toMatchObject({ reason: "conflict" });
  await putExpecting("none");
  const current = await put("one", "current");
  await expect(putExpecting("none")).rejects.toMatchObject({ reason: "conflict" });
  await putExpecting(current);
});

test("a promotion of a version that isn't there says so, and changes nothing", async () => {
  const current = await put("one", "current");
  const promotion = fixture.store.promote("app", "7", { expectCurrent: current }, context());
  await expect(promotion).rejects.toMatchObject({ reason: "not-found" });
  expect(await valueAt()).toBe("one");
});

test("an older version is retired, and the others stay", async () => {
  const first = await put("one", "current");
  await put("two", "current");
  await fixture.store.retire("app", first, context());
  expect([await valueAt(first), await valueAt()]).toEqual(["destroyed", "two"]);
});

test("what is deleted is gone with what is pending, and a second time is no failure", async () => {
  await put("one", "current");
  await put("two", "pending");
  await fixture.store.delete("app", context());
  await fixture.store.delete("app", context());
  expect(await valueAt()).toBe("not-found");
  await expect(fixture.admin("GET", `${fixture.mount}/data/app.pending`)).rejects.toThrow("404");
});

test("what can be done with the store", () => {
  expect(fixture.store.writes).toEqual({ cas: "version", pending: "sibling", retire: "destroy" });
  expect(fixture.store.limits).toEqual({ concurrency: 100 });
});

test("a record of KV v2 has its date", async () => {
  await put("one", "current");
  const outcome = await getOutcome(fixture.store, { name: "app" }, context());
  expect(outcome?.value?.createdAt?.valueOf()).toBeGreaterThan(Date.now() - 600_000);
});

test("a look for a pending value that failed for now is no sign that there is none", async () => {
  let status = 200;
  const busy = await vaultFixture(vault, {
    fetch: async (url, init) =>
      status !== 200 && new Request(url).url.includes(".pending")
        ? new Response('{"errors":[]}', { status })
        : fetch(url, init),
  });
  onTestFinished(async () => busy.close());
  const { store } = busy;
  const key = () => ({ idempotencyKey: crypto.randomUUID() });
  await store.put("app", new Secret("old"), { ...key(), stage: "current" }, context());
  const { version } = await store.put("app", new Secret("new"), { ...key(), stage: "pending" }, context());
  const reasonOf = async (answer: number) => {
    status = answer;
    return (await getOutcome(store, { name: "app", version }, context())).error?.reason;
  };
  expect([await reasonOf(200), await reasonOf(429), await reasonOf(403)]).toEqual([
    undefined,
    "throttled",
    "not-found",
  ]);
});
