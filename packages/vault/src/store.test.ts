import { env, loadConfig, secret, fromStore } from "@confide/core";
import { getOutcome } from "@confide/core/adapter";
import { expect, test, vi } from "vitest";
import * as z from "zod";

import { context } from "../test/fixture.ts";
import { tokenAuth } from "./auth/token-auth.ts";
import { hashicorpVault } from "./store.ts";

const sdk = vi.hoisted(() => ({ imports: 0 }));

vi.mock("node-vault", async (original) => {
  sdk.imports++;
  return original();
});

const schema = z.object({ password: secret(z.string()) });
const nowhere = "http://127.0.0.1:1";

// In this order: modules are loaded once.
test("with everything in the environment, node-vault is not loaded and nothing is called", async () => {
  const fetch = vi.spyOn(globalThis, "fetch");
  const store = hashicorpVault({ address: nowhere, auth: tokenAuth("a-token") });
  const config = await loadConfig({
    schema,
    sources: [env({ from: { PASSWORD: "from-env" } }), fromStore(store)],
  });
  await store.close?.();
  expect(config.password.reveal()).toBe("from-env");
  expect([sdk.imports, fetch.mock.calls.length]).toEqual([0, 0]);
  fetch.mockRestore();
});

test("it is loaded by the first read", async () => {
  const store = hashicorpVault({ address: nowhere, auth: tokenAuth("a-token") });
  const outcome = await getOutcome(store, { name: "app" }, context());
  expect(outcome?.error?.reason).toBe("unavailable");
  expect(sdk.imports).toBe(1);
});
