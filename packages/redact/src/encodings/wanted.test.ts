import { expect, test } from "vitest";

import { backslash } from "./backslash.ts";
import { html } from "./html.ts";
import { lineBreaks } from "./line-breaks.ts";
import { doubleQuotes } from "./quotes.ts";
import { View } from "./view.ts";
import { Wanted } from "./wanted.ts";

const wanted = new Wanted(["abc-def"], [backslash, html, lineBreaks]);
const KEY = "MIIEvQIBADANBg";

function read(text: string, by = wanted): string | undefined {
  return View.of(text, backslash, { inBytes: false, final: true, wanted: by })?.text;
}

test("an escape that says what no value has is left as it is", () => {
  expect(read(String.raw`he said \"no\",\n\tand more\r\n`)).toBeUndefined();
  expect(read(String.raw`\"abc\-def\"`)).toBe(String.raw`\"abc-def\"`);
});

test("what is in a value is read, and what begins an escape of what is read within", () => {
  expect(read(String.raw`\"\n`, new Wanted(['"'], []))).toBe('"\n');
  expect(read(String.raw`\"`, new Wanted(["abc"], [doubleQuotes]))).toBe('"');
  expect(read(String.raw`\\u002d \&\#45\;`)).toBe(String.raw`\u002d &#45;`);
});

test.each([
  String.raw`${KEY}\n`,
  String.raw`${KEY}\r\n`,
  String.raw`MII\/vQIBAD\/NBg\n`,
  String.raw`MIIEvQIB\u002f\n`,
  String.raw`1, 2,\n`,
  String.raw`abc=\n`,
])("a line's end where a key, a list or a mail's line may go on: %s", (text) => {
  expect(read(`${text}abc`)).toMatch(/\n(?:\\?.)*abc$/);
});

test("and no other line's end", () => {
  for (const text of ["some words", `${KEY}.`, "short"])
    expect(read(String.raw`${text}\nabc`)).toBeUndefined();
});
