import type { SecretClient } from "@azure/keyvault-secrets";
import { getOutcome } from "@confide/core/adapter";
import { expect, test } from "vitest";

import { type CallOptions } from "./client.ts";
import { azureKeyVault } from "./index.ts";

const bounds = () => ({ signal: new AbortController().signal, deadlineMs: Date.now() + 5_000, attempt: 1 });

/** A client that gets one answer, made at that time. */
function answered(status: number, date: string) {
  const getSecret = async (name: string, { onResponse }: CallOptions) => {
    onResponse({ status, headers: { get: (header) => (header === "date" ? date : undefined) } });
    if (status !== 200) throw Object.assign(new Error("refused"), { statusCode: status });
    return { name, value: "x", properties: { name, version: "0".repeat(32) } };
  };
  return { vaultUrl: "https://shop.vault.azure.net", getSecret } as unknown as SecretClient;
}

const DATE = "Thu, 01 Jan 2026 00:00:00 GMT";

test("its time is the one that the vault dates an answer with, not this machine's", async () => {
  const store = azureKeyVault({ client: answered(200, DATE) });
  expect(store.now?.()).toBeUndefined();
  await store.get({ name: "a" }, bounds());
  const toldMs = store.now?.() ?? 0;
  expect(toldMs).toBeGreaterThanOrEqual(Date.UTC(2026, 0, 1));
  expect(toldMs).toBeLessThan(Date.UTC(2026, 0, 1, 0, 1));
});

test("a failure's date may be that of something between here and the vault", async () => {
  const store = azureKeyVault({ client: answered(502, DATE) });
  expect((await getOutcome(store, { name: "a" }, bounds())).error?.reason).toBe("unavailable");
  expect(store.now?.()).toBeUndefined();
});
