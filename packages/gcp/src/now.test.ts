import { getOutcome } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { signedIn } from "../test/fixture.ts";
import { Refusal } from "../test/refusal.ts";

const bounds = () => ({ signal: new AbortController().signal, deadlineMs: Date.now() + 5_000, attempt: 1 });

test("its time is the one that Google dates an answer with, not this machine's", async () => {
  await using fixture = await signedIn();
  const { store, server } = fixture;
  await fixture.seed("a", "x");
  server.dateOf = () => "Thu, 01 Jan 2026 00:00:00 GMT";
  expect(store.now?.()).toBeUndefined();
  await store.get({ name: "a" }, bounds());
  const toldMs = store.now?.() ?? 0;
  expect(toldMs).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
  expect(toldMs).toBeLessThan(Date.UTC(2026, 0, 1, 0, 1));
});

test("a failure's date may be that of something between here and Google", async () => {
  await using fixture = await signedIn();
  const { store, server } = fixture;
  server.meet(new Refusal(14, "The service is currently unavailable."));
  expect((await getOutcome(store, { name: "a" }, bounds())).error?.reason).toBe("unavailable");
  expect(store.now?.()).toBeUndefined();
});
