import { storeClock } from "@confide/core/adapter";
import { afterEach, describe, expect, test, vi } from "vitest";

import { call, type CallOptions, type Connection, connections, noAddress, vaultOf } from "./client.ts";

afterEach(() => {
  vi.doUnmock("@azure/keyvault-secrets");
  vi.doUnmock("@azure/identity");
});

const within = (signal = new AbortController().signal) => ({
  signal,
  deadlineMs: Date.now() + 60_000,
  attempt: 1,
});

test.each([
  ["https://shop.vault.azure.net", "https://shop.vault.azure.net"],
  ["https://shop.vault.azure.net/", "https://shop.vault.azure.net"],
  ["https://localhost:8443/x", "https://localhost:8443"],
  ["https://1.a-b", "https://1.a-b"],
  ["http://shop.vault.azure.net", ""],
  ["https://user@shop.vault.azure.net", ""],
  ["https://:word@shop.vault.azure.net", ""],
  ["https://a_b", ""],
  ["https://[::1]", ""],
  ["shop", ""],
  ["", ""],
])("the vault at %j is %j", (vaultUrl, vault) => {
  expect(vaultOf({ vaultUrl })).toBe(vault);
  expect(vaultOf({ client: { vaultUrl } as never })).toBe(vault);
});

test("an address that is none is answered by what it has to be", () => {
  const needed = "azure-key-vault needs a vaultUrl that begins with https://";
  expect(noAddress()).toMatchObject({ reason: "invalid-ref", message: needed });
  expect(noAddress("http://https://").message).toBe(needed);
  expect(noAddress("https://user@a").message).toBe(
    `${needed}, then has the vault's host, and no user or password`,
  );
});

describe("a call", () => {
  const connection: Connection = { client: {} as Connection["client"], clock: storeClock() };
  const mostBytes = 4 * 1024 * 1024;

  test("is given its time, and the signal of who made it", async () => {
    const controller = new AbortController();
    const options = await call(connection, within(controller.signal), async (_, given) => given);
    expect(options.requestOptions.timeout).toBeGreaterThan(59_000);
    expect(options.requestOptions.timeout).toBeLessThanOrEqual(60_000);
    expect(options.abortSignal.aborted).toBe(false);
    controller.abort();
    expect(options.abortSignal.aborted).toBe(true);
  });

  /** A client that heeds its signal, and gets an answer of so many bytes. */
  async function receive({ abortSignal, requestOptions }: CallOptions, loadedBytes: number) {
    requestOptions.onDownloadProgress({ loadedBytes });
    abortSignal.throwIfAborted();
    return "read";
  }

  test("ends when its answer has more than 4 MiB", async () => {
    expect(await call(connection, within(), async (_, options) => receive(options, mostBytes))).toBe("read");
    await expect(
      call(connection, within(), async (_, options) => receive(options, mostBytes + 1)),
    ).rejects.toMatchObject({
      reason: "too-large",
      message: "azure-key-vault answered with more than 4194304 bytes",
    });
  });

  const lost = new Error("lost");

  test("that was answered, and then failed, keeps the answer's status", async () => {
    const headers = { get: () => "7" };
    const answered = async (signal: AbortSignal | undefined, error: unknown) =>
      call(connection, within(signal), async (_, { onResponse }) => {
        onResponse({ status: 502, headers });
        throw error;
      }).catch((thrown: unknown) => thrown);
    expect(await answered(undefined, lost)).toMatchObject({
      statusCode: 502,
      response: { headers },
      message: "the answer has no body that could be read",
    });
    expect(await answered(undefined, null)).toMatchObject({ statusCode: 502 });
    for (const known of [{ statusCode: 404 }, { code: "ECONNRESET" }])
      expect(await answered(undefined, known)).toBe(known);
    expect(await answered(AbortSignal.abort(), lost)).toBe(lost);
  });

  test("that fails without an answer fails as it did", async () => {
    await expect(call(connection, within(), async () => Promise.reject(lost))).rejects.toBe(lost);
  });

  test("that was too long and then given up is not called too long", async () => {
    const controller = new AbortController();
    const work = call(connection, within(controller.signal), async (_, { requestOptions }) => {
      requestOptions.onDownloadProgress({ loadedBytes: mostBytes + 1 });
      controller.abort();
      throw lost;
    });
    await expect(work).rejects.toBe(lost);
  });
});

test.each(["@azure/keyvault-secrets", "@azure/identity"])(
  "%s is named where it isn't installed",
  async (name) => {
    vi.doMock(name, () => {
      throw new Error("not there");
    });
    const open = connections({ vaultUrl: "https://shop.vault.azure.net" }, storeClock());
    await expect(open()).rejects.toThrow(`azure-key-vault needs the package ${name},`);
  },
);
