import { env, loadConfig, secret, fromStore } from "@confide/core";
import { expect, test, vi } from "vitest";
import * as z from "zod";

import { localStore } from "./store.ts";

const sdk = vi.hoisted(() => ({ imports: 0 }));

vi.mock("age-encryption", async (original) => {
  sdk.imports++;
  return original();
});

test("with everything in the environment, no cryptography is loaded and no file is looked for", async () => {
  // Either would be an error, were it opened.
  const store = localStore({ path: import.meta.dirname, keyFile: import.meta.dirname });
  const sources = [env({ from: { PASSWORD: "from-env" } }), fromStore(store)];
  const config = await loadConfig({ schema: z.object({ password: secret(z.string()) }), sources });
  expect(config.password.reveal()).toBe("from-env");
  expect(sdk.imports).toBe(0);
});
