import { expect, test, vi } from "vitest";

import { context } from "../test/fixture.ts";
import { caller, type VaultClient } from "./client.ts";

const request = vi.fn<VaultClient["request"]>();
const call = caller({ client: { request } });

test("a call is a request with the token and its own headers only", async () => {
  request.mockReset().mockResolvedValue("an answer");
  expect(await call({ path: "a/b", context: context() })).toBe("an answer");
  await call({ method: "PATCH", path: "a", token: "t", body: { c: 1 }, context: context() });
  const signal = expect.any(AbortSignal) as AbortSignal;
  expect(request.mock.calls).toEqual([
    [{ method: "GET", path: "/a/b", signal, headers: {} }],
    [
      {
        method: "PATCH",
        path: "/a",
        signal,
        headers: { "X-Vault-Token": "t", "content-type": "application/merge-patch+json" },
        json: { c: 1 },
      },
    ],
  ]);
});

test("what has ended before is not sent", async () => {
  request.mockReset();
  const ended = { ...context(), signal: AbortSignal.abort() };
  await expect(call({ path: "a%20b", context: ended })).rejects.toMatchObject({
    reason: "aborted",
    message: expect.stringMatching(/: a b$/) as string,
  });
  expect(request).not.toHaveBeenCalled();
});

test.each([
  ["GET", "a", "read on a"],
  ["GET", "a?list=true", "list on a"],
  ["POST", "a", "update on a"],
  ["PATCH", "a", "patch on a"],
  ["DELETE", "a", "delete on a"],
] as const)("a %s of %s that is denied needs %s", async (method, path, needs) => {
  const response = { statusCode: 403, body: { errors: ["* permission denied"] } };
  request.mockReset().mockRejectedValue(Object.assign(new Error("refused"), { response }));
  await expect(call({ method, path, context: context() })).rejects.toMatchObject({ reason: "denied", needs });
});

test("a token that can't be sent is named as such", async () => {
  await expect(call({ path: "a", token: "", context: context() })).rejects.toThrow("the token is empty");
  await expect(call({ path: "a", token: "a b", context: context() })).rejects.toThrow(
    "the token has white space, or a character that can't be sent",
  );
});
