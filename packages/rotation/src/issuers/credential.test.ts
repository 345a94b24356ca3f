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

test.each([
  [
    "postgresql://app_a:made-up@db.example:6432/shop?sslmode=verify-full",
    "postgresql://app_b:n%2Few%40@db.example:6432/shop?sslmode=verify-full",
  ],
  [
    "mongodb://app_a:made-up@one.example:27017,two.example:27017/shop?replicaSet=rs0",
    "mongodb://app_b:n%2Few%40@one.example:27017,two.example:27017/shop?replicaSet=rs0",
  ],
  ["postgresql://app_a@db.example/shop", "postgresql://app_b@db.example/shop"],
  ["postgresql://app_a:made%2Dup@DB.example", "postgresql://app_b:n%2Few%40@DB.example"],
  ["jdbc:postgresql://db.example/shop", "jdbc:postgresql://db.example/shop"],
  ["postgresql://reader:other@db.example/shop", "postgresql://reader:other@db.example/shop"],
  ["https://app_a:another@shop.example/", "https://app_a:another@shop.example/"],
])("an address of the same user is changed too: %#", (before, after) => {
  const text = JSON.stringify({ username: "app_a", password: "made-up", url: before, port: 5432 });
  const made = withCredential(secret(text), "app_b", "n/ew@");
  expect(JSON.parse(made.reveal())).toEqual({ username: "app_b", password: "n/ew@", url: after, port: 5432 });
});

test("all other properties stay, character for character", () => {
  const others = String.raw`"limit" : 12345678901234567890,"rate":1.0,"caf\u00e9":[ 1e400 ],  "a":{"password":"other"}`;
  const text = `{ "username":"app_a" ,${others},\n\t"password": "made-up" }\n`;
  const made = withCredential(secret(text), "app_b", "new");
  expect(made.reveal()).toBe(`{ "username":"app_b" ,${others},\n\t"password": "new" }\n`);
});

test.each(["p!ss", "it's", "a(b)*c", "100%", "é€"])(
  "an old password with escapes elsewhere is found: %s",
  (old) => {
    const escaped = [...new TextEncoder().encode(old)]
      .map((byte) => `%${byte.toString(16).padStart(2, "0")}`)
      .join("");
    for (const dsn of [`x ${old}`, `one ${encodeURIComponent(old)}`, `amqp://other:${escaped}@mq.example`]) {
      const text = JSON.stringify({ username: "app_a", password: old, dsn });
      expect(() => withCredential(secret(text), "app_b", "made-up")).toThrow("its property dsn");
    }
  },
);

test.each([
  ["dsn", { dsn: "host=db.example user=app_a password=canary-old" }, "its property dsn"],
  [
    "a nested one",
    { replica: { url: "postgres://app_a:canary-old@replica.example" } },
    "its property replica",
  ],
  ["a list", { urls: ["postgres://app_a:canary-old@one.example"] }, "its property urls"],
  [
    "an address of somebody else with it",
    { url: "postgres://other:canary-old@one.example" },
    "its property url",
  ],
  ["one with a strange name", { "a b\n": "canary-old" }, "another property"],
])("an old password elsewhere is refused, with its property and without itself: %s", (_, more, shown) => {
  const text = JSON.stringify({ username: "app_a", password: "canary-old", ...more });
  const failure = (): unknown => withCredential(secret(text), "app_b", "made-up");
  expect(failure).toThrow(shown);
  expect(failure).not.toThrow("canary");
});
