import { afterEach, expect, test, vi } from "vitest";

import { serverDate } from "./server-date.ts";

afterEach(() => void vi.restoreAllMocks());

const URL_OF_STORE = "https://store.example/v1/secret?token=canary";

function answering(headers: Readonly<Record<string, string>>, status = 200) {
  return vi.fn<typeof globalThis.fetch>(async () => new Response(null, { status, headers }));
}

test.each([200, 302, 403])("any answer has the date, one with status %i too", async (status) => {
  const fetch = answering({ date: "Thu, 01 Jan 2026 00:00:07 GMT" }, status);
  expect(await serverDate(URL_OF_STORE, { fetch })()).toBe(Date.UTC(2026, 0, 1, 0, 0, 7));
});

test("asks for no body, follows no redirect, and waits 5 s at most", async () => {
  const timeout = vi.spyOn(AbortSignal, "timeout");
  const fetch = answering({ date: "Thu, 01 Jan 2026 00:00:00 GMT" });
  await serverDate(URL_OF_STORE, { fetch })();
  expect(timeout.mock.calls).toEqual([[5_000]]);
  const signal: unknown = timeout.mock.results[0]?.value;
  expect(fetch.mock.calls).toEqual([[URL_OF_STORE, { method: "HEAD", redirect: "manual", signal }]]);
});

test.each([{}, { date: "yesterday" }])(
  "an answer without a date is an error that names the server only (%j)",
  async (headers) => {
    await expect(serverDate(URL_OF_STORE, { fetch: answering(headers) })()).rejects.toThrow(
      /^https:\/\/store\.example answered without a Date header$/,
    );
  },
);

test("by default it is the platform's fetch", async () => {
  const fetch = answering({ date: "Thu, 01 Jan 2026 00:00:01 GMT" });
  vi.spyOn(globalThis, "fetch").mockImplementation(fetch);
  expect(await serverDate(URL_OF_STORE)()).toBe(Date.UTC(2026, 0, 1, 0, 0, 1));
});
