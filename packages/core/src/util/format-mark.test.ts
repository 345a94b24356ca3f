import { expect, test } from "vitest";

import { isFormatMark } from "./format-mark.ts";

test.each([
  "sk_live_",
  "ghp_",
  "github_pat_11",
  "AKIA",
  "xoxb-",
  "ya29.",
  "v1.",
  "postgres://",
  "https://hooks.slack.com/services/",
  "-----BEGIN PRIVATE KEY-----",
  ".apps.googleusercontent.com",
  "@",
])("%s is the mark of a format", (text) => {
  expect(isFormatMark(text)).toBe(true);
});

test.each([
  ["a vendor's mark with the beginning of a key", "sk_live_51MadeUp"],
  ["an account's number", "123456"],
  ["a short piece", "ab1cde"],
  ["a long text", "x".repeat(41)],
])("%s is none", (_, text) => {
  expect(isFormatMark(text)).toBe(false);
});

test("the shortest piece of a key has six characters, the longest mark forty", () => {
  expect([isFormatMark("ab1cd"), isFormatMark("-".repeat(40))]).toEqual([true, true]);
});
