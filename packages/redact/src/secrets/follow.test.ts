import { cached, readSecret, Secret, secret, fromStore, watchConfig } from "@confide/core";
import { fakeClock, memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";
import * as z from "zod";

import { redactor } from "../redactor.ts";

// What core brings, and no stand-ins.

const context = { signal: AbortSignal.timeout(60_000), deadlineMs: Date.now() + 60_000, attempt: 1 };

async function put(store: ReturnType<typeof memoryStore>, name: string, value: string): Promise<void> {
  const options = { idempotencyKey: crypto.randomUUID(), stage: "current" } as const;
  await store.put(name, new Secret(value), options, context);
}

test("a live configuration's new values are known as they show, and old ones for a day", async () => {
  const store = memoryStore({ password: "the-first-password" });
  const clock = fakeClock();
  await using live = await watchConfig(
    { schema: z.object({ password: secret(z.string()) }), sources: [fromStore(store)] },
    { everyMs: 60_000 },
  );
  const { redact } = redactor(live, { clock });
  const line = "the-first-password the-second-password";
  expect(redact(line)).toBe("[secret password] the-second-password");

  await put(store, "password", "the-second-password");
  await live.refresh();
  expect(live.current.password.reveal()).toBe("the-second-password");
  expect(redact(line)).toBe("[secret password] [secret password]");

  await clock.advance(25 * 3_600_000);
  expect(redact(line)).toBe("the-first-password [secret password]");
});

test("a cached store's records are known as they are read, and those that it held before", async () => {
  const store = memoryStore({ "prod/one": "the-value-of-one", "prod/two": '{"token":"the-token-of-two"}' });
  const remembering = cached(store);
  await readSecret(remembering, "prod/one");
  const { redact, close } = redactor(remembering);
  expect(redact("the-value-of-one, the-token-of-two")).toBe("[secret prod/one], the-token-of-two");

  await readSecret(remembering, "prod/two#token");
  expect(redact("the-value-of-one, the-token-of-two")).toBe("[secret prod/one], [secret prod/two]");

  close();
  await put(store, "prod/one", "a-newer-value-of-one");
  remembering.invalidate("prod/one");
  await readSecret(remembering, "prod/one");
  expect(redact("a-newer-value-of-one")).toBe("a-newer-value-of-one");
});
