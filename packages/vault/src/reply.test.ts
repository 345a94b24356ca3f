import { expect, test } from "vitest";

import { lease, unwrapped } from "./reply.ts";

const auth = { client_token: "t", lease_duration: 60, renewable: true };

test("a login brings a token, its time and whether it may be renewed", () => {
  expect(lease({ auth }, "path")).toEqual({ token: "t", durationMs: 60_000, renewable: true });
  for (const renewable of [false, "true", undefined])
    expect(lease({ auth: { ...auth, renewable } }, "path").renewable).toBe(false);
});

test.each([
  ["no object", "text"],
  ["nothing", null],
  ["a list", [{ auth }]],
  ["no auth", {}],
  ["an auth that is a list", { auth: [auth] }],
  ["no token", { auth: { ...auth, client_token: undefined } }],
  ["an empty token", { auth: { ...auth, client_token: "" } }],
  ["a token with a line end before it", { auth: { ...auth, client_token: "\nt" } }],
  ["a token with a line end after it", { auth: { ...auth, client_token: "t\n" } }],
  ["a time that is a text", { auth: { ...auth, lease_duration: "60" } }],
])("a login that brings %s makes no sense", (_, body) => {
  expect(() => lease(body, "auth/x/login")).toThrow("auth/x/login brought something else than expected");
});

test("an answer's data is an object", () => {
  expect(unwrapped({ data: { a: 1 } }, "path")).toEqual({ a: 1 });
  for (const body of [{ data: null }, { data: "text" }, {}])
    expect(() => unwrapped(body, "path")).toThrow(expect.objectContaining({ reason: "malformed" }));
});
