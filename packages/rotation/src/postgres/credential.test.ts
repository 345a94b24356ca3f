import { Secret } from "@confide/core";
import { expect, test } from "vitest";

import { credentialIn, withCredential } from "./credential.ts";

const secret = (value: string | Uint8Array) => new Secret<string | Uint8Array>(value);
const TEXT = '{"username":"app_a","password":"made-up","host":"db.example"}';

test.each([TEXT, new TextEncoder().encode(TEXT)])(
  "a secret's user and password, as text or bytes",
  (value) => {
    expect(credentialIn(secret(value))).toEqual({
      username: "app_a",
      password: "made-up",
      rest: { host: "db.example" },
    });
  },
);

test.each([
  "canary",
  "null",
  '"canary"',
  '["canary"]',
  "{}",
  '{"username":"canary"}',
  '{"password":"canary"}',
  '{"username":"","password":"canary"}',
  '{"username":"canary","password":""}',
  '{"username":1,"password":"canary"}',
])("a secret of another form is refused, and not quoted", (value) => {
  const message =
    'the secret is no JSON object with the texts "username" and "password", as { "username": "app_a", "password": "…", "host": "…" }';
  expect(() => credentialIn(secret(value))).toThrow(
    expect.objectContaining({ name: "IssuerError", message }),
  );
});

test("another credential changes its user and password, and nothing else", () => {
  const made = withCredential(secret(TEXT), "app_b", "made-up-2");
  expect(JSON.parse(made.reveal())).toEqual({
    username: "app_b",
    password: "made-up-2",
    host: "db.example",
  });
});
