import { expect, test } from "vitest";

import { startMariadb, startMoto, startOpenBao, startPostgres, startRedis } from "../servers.ts";

// The first run downloads them.
const timeoutMs = 300_000;

test("OpenBao answers, and stops", { timeout: timeoutMs }, async () => {
  const { url, token, unsealKey, stop } = await startOpenBao();
  const response = await fetch(`${url}/v1/auth/token/lookup-self`, { headers: { "X-Vault-Token": token } });
  expect(response.status).toBe(200);
  expect(unsealKey).not.toBe("");
  await stop();
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("moto answers, and stops", { timeout: timeoutMs }, async () => {
  const { url, reset, stop } = await startMoto();
  await reset();
  await stop();
  await expect(fetch(url)).rejects.toThrow("fetch failed");
});

test("PostgreSQL starts, and stops", { timeout: timeoutMs }, async () => {
  const { url, stop } = await startPostgres();
  expect(new URL(url).protocol).toBe("postgresql:");
  await stop();
});

test("MariaDB starts, and stops", { timeout: timeoutMs }, async () => {
  const { url, stop } = await startMariadb();
  expect(new URL(url).protocol).toBe("mysql:");
  await stop();
});

test("Redis starts anew, and stops", { timeout: timeoutMs }, async () => {
  const { url, restart, stop } = await startRedis();
  await restart();
  expect(new URL(url).protocol).toBe("redis:");
  await stop();
});
