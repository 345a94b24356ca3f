import { randomBytes } from "node:crypto";

import { describe, expect, test } from "vitest";

import { isPlausibleName } from "./plausible-name.ts";

describe("a name is plausible that looks like", () => {
  test.each([
    "PORT",
    "_private",
    "DATABASE_POOL_SIZE",
    "npm_config_user_agent",
    "app.database.host",
    "Proc-Type",
    "--database.pool-size",
    "-p",
    "database/password",
    "poolSize",
    "accessTokenLifetimeInSeconds2",
    "S3BucketForBackups",
    "internationalizationConfigurationOptions",
    "$schema",
    "@type",
    "größe",
    '"a.b".c',
    "ABCDEFGHIJKLMNOPQRSTUVWXYZ",
  ])("%s", (name) => {
    expect(isPlausibleName(name)).toBe(true);
  });
});

describe("a name is not plausible that", () => {
  test.each([
    ["holds a space", "made up"],
    ["is empty", ""],
    ["holds base64's own characters", "made+up"],
    ["ends in base64's padding", "madeUp="],
    ["begins with a digit", "4madeup"],
    ["holds a colon", "made:up"],
    ["holds a line feed", "made\nup"],
    ["is too long", "made_up_".repeat(13)],
    ["has a word that is too long", "a".repeat(41)],
    ["is hexadecimal", "deadbeef0123456789abcdef"],
    ["is hexadecimal in capital letters", "KEY_DEADBEEF0123456789ABCDEF"],
    ["mixes cases and digits", "Ab3Cd5Ef7Gh9Ij1K"],
  ])("%s", (_, name) => {
    expect(isPlausibleName(name)).toBe(false);
  });

  test("is a line of a key, nearly always", () => {
    const lines = Array.from({ length: 2_000 }, () =>
      randomBytes(48)
        .toString("base64url")
        .replace(/^[\d-]/, "A"),
    );
    expect(lines.filter(isPlausibleName).length).toBeLessThan(20);
    const short = lines.map((line) => line.slice(0, 24));
    expect(short.filter(isPlausibleName).length).toBeLessThan(400);
  });
});

test("the longest name that may be shown", () => {
  expect([100, 101].map((length) => isPlausibleName("ab_".repeat(34).slice(0, length)))).toEqual([
    true,
    false,
  ]);
  expect([40, 41].map((length) => isPlausibleName("a".repeat(length)))).toEqual([true, false]);
});
