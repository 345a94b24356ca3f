import stringWidth from "string-width";
import { expect, test } from "vitest";

import { textWidth } from "./text-width.ts";

test("every character that isn't measured has one column", () => {
  const all = Array.from({ length: 0x2800 }, (_, code) => String.fromCodePoint(code));
  for (const each of all) expect(textWidth(each)).toBe(stringWidth(each));
});

test.each([
  "",
  "a name",
  "schlüssel",
  "✓ wrote …",
  "漢字",
  "👩‍👩‍👧",
  "e\u0301",
  "\u001B[1mbold\u001B[22m",
  "a\u00ADb",
  "✗ 漢",
])("%j is as wide as the package says", (text) => {
  expect(textWidth(text)).toBe(stringWidth(text));
});
