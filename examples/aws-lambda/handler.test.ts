import { readFileSync } from "node:fs";
import { join } from "node:path";

import { envExample } from "@confide/core";
import { memoryStore } from "@confide/core/testing";
import { expect, test } from "vitest";

import definition from "./confide.config.ts";
import { handlerWith } from "./handler.ts";

const database = { host: "db.example", username: "shop", password: "made/up:canary" };

test("reads the secret once for a warm function, and shows nothing of it", async () => {
  const store = memoryStore({ "prod/database": database });
  const handler = handlerWith(store, "prod/database");
  const [first, second] = [await handler(), await handler()];
  expect(first).toEqual({ statusCode: 200, body: "connected to [secret]" });
  expect(second).toEqual(first);
  expect(store.calls).toEqual([{ method: "read", refs: ["prod/database"] }]);
});

test("fails with the reason, and tries again at the next call", async () => {
  const store = memoryStore({ "prod/database": database });
  const handler = handlerWith(store, "prod/database");
  store.fail("prod/database", "denied");
  await expect(handler()).rejects.toMatchObject({ name: "SourceError", reason: "denied" });
  store.fail("prod/database", undefined);
  await expect(handler()).resolves.toMatchObject({ statusCode: 200 });
});

test("is described by .env.example", () => {
  const text = readFileSync(join(import.meta.dirname, ".env.example"), "utf8");
  expect(text).toBe(envExample(definition));
});
