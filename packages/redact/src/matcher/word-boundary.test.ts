import { describe, expect, test } from "vitest";

import { beginsWord, endsWord } from "./word-boundary.ts";

/** Every unit of a byte, and what JavaScript's own patterns say of it. */
const units = Array.from({ length: 256 }, (_, code) => String.fromCharCode(code));

test("letters, digits and underscores of ASCII are a word's, and nothing else is", () => {
  for (const unit of units) {
    const isWord = /^\w$/.test(unit);
    expect([unit, beginsWord(`a${unit}`, 1), endsWord(`a${unit}`, 1)]).toEqual([unit, !isWord, !isWord]);
    expect([unit, beginsWord(`${unit}a`, 1), endsWord(`${unit}a`, 1)]).toEqual([unit, !isWord, !isWord]);
  }
});

test("a text's beginning and end are a word's", () => {
  expect([beginsWord("ab", 0), beginsWord("ab", 1), endsWord("ab", 1), endsWord("ab", 2)]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});

describe("a word begins after an escape", () => {
  test.each([
    ...Array.from("bfnrtv0", (letter) => `\\${letter}`),
    "\\x1b",
    "\\xFF",
    "\\u00e9",
    "%20",
    "%aF",
    "[0m",
    "[1;31m",
    "[38;5;196m",
  ])("%s", (escape) => {
    const text = `x${escape}admin`;
    expect(beginsWord(text, text.length - 5)).toBe(true);
    expect(beginsWord(text, text.length - 4)).toBe(false);
  });

  test.each(["\\a", "\\x1", "\\u00e", "%2", "%xy", "[m", "[;1m", "1m", "n"])("but not after %s", (other) => {
    const text = `x${other}admin`;
    expect(beginsWord(text, text.length - 5)).toBe(false);
  });
});
