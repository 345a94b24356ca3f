import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { redactor } from "../index.ts";
import { numberTail, widened, wholeStart } from "./safe-cut.ts";
import type { Span } from "./spans.ts";

const redact = (value: string, text: string) => redactor(new Secret(value, "it")).redact(text);

describe("an escape that a value begins in is taken out whole", () => {
  // What is left has to be JSON still: half of an escape is none.
  test.each([
    ["its letter", "u00e9bcdefghijk"],
    ["its first digit", "00e9bcdefghijk"],
    ["its second digit", "0e9bcdefghijk"],
    ["its third digit", "e9bcdefghijk"],
    ["its last digit", "9bcdefghijk"],
  ])("at %s", (_, value) => {
    const written = redact(value, String.raw`{"a":"x\u00e9bcdefghijk z"}`);
    expect(written).toBe('{"a":"x[secret it] z"}');
    expect(JSON.parse(written)).toEqual({ a: "x[secret it] z" });
  });

  test("but what only looks like one behind it is not", () => {
    expect(redact("bcdefghijk", String.raw`{"a":"x\u00e9bcdefghijk z"}`)).toBe(
      String.raw`{"a":"x\u00e9[secret it] z"}`,
    );
  });

  test.each(Array.from('"/bfnrtuvx'))("at the letter of \\%s", (letter) => {
    expect(redact(`${letter}abcdefghijk`, `x\\${letter}abcdefghijk z`)).toBe("x[secret it] z");
  });

  test.each(Array.from("acdeghijklmopqswyz"))("a backslash before %s is no escape", (letter) => {
    expect(redact(`${letter}Abcdefghijk`, `x\\${letter}Abcdefghijk z`)).toBe("x\\[secret it] z");
  });
});

const span = (start: number, end: number): Span => ({
  start,
  end,
  label: '[secret "it"]',
  named: end,
  known: true,
});

describe("a span's edges move so that its surroundings stay whole", () => {
  test.each([
    ["not at all in a plain text", "ab value cd", 3, 8, 3, 8],
    ["before half a character", "a🔑value", 2, 8, 1, 8],
    ["behind half a character", "value🔑b", 0, 6, 0, 7],
    ["not before a whole one", "a🔑value", 3, 8, 3, 8],
    ["to the end of a text that ends in half of one", "value\ud83d", 6, 6, 5, 6],
    ["before an escape's letter", "a\\nature b", 2, 8, 1, 8],
    ["before all its backslashes", "a\\\\\\nature b", 4, 10, 1, 10],
    ["behind an escaped backslash that it ends in", "ends\\\\x", 0, 5, 0, 6],
    ["before a backslash that escapes the quote behind it", 'ends\\"x', 0, 5, 0, 4],
    ["not where the quote ends the string", 'ends\\\\"x', 0, 6, 0, 6],
    ["not at another character behind a backslash", "ends\\x", 0, 5, 0, 5],
  ])("%s", (_, text, start, end, from, to) => {
    expect(widened(text, span(start, end), 0)).toMatchObject({ start: from, end: to });
  });

  test("never to before what is already written", () => {
    for (const [text, at] of [["a\\nature", 2], ["a🔑v", 2], ["a\\\\\\nature", 4], ["x\\u00e9b", 6]] as const)
      expect([text, wholeStart(text, at, at)]).toEqual([text, at]);
    expect(wholeStart("a\\\\\\nature", 4, 2)).toBe(2);
  }); // prettier-ignore

  test.each([63, 64, 65, 66, 67, 100, 101])("of %i backslashes in a row no more than 64 are taken, and an even number stays", (run) => {
    const left = wholeStart(`${"\\".repeat(run)}nature`, run, 0);
    expect(left).toBe(run <= 64 ? 0 : run - 64 + (run % 2));
  }); // prettier-ignore
});

describe("a number or literal of JSON is taken out whole", () => {
  test.each([
    ["a number", '{"a":123456}', 5, 11, '{"a":"[secret it]"}'],
    ["a part of one", '{"a":-12345.67e+8}', 6, 11, '{"a":"[secret it]"}'],
    ["true", '{"a": true , "b":1}', 6, 10, '{"a": "[secret it]" , "b":1}'],
    ["false", '{"a":false}', 5, 10, '{"a":"[secret it]"}'],
    ["null at the text's end", '{"a":null', 5, 9, '{"a":"[secret it]"'],
    ["in JSON in JSON", String.raw`"{\"a\":123456}"`, 8, 14, String.raw`"{\"a\":\"[secret it]\"}"`],
    ["in JSON in JSON in JSON", String.raw`{\\\"a\\\":123456}`, 11, 17, String.raw`{\\\"a\\\":\\\"[secret it]\\\"}`],
    ["in a list, where only null fits", "[1,123456,2]", 3, 9, "[1,null,2]"],
    ["alone in a list", "[ 123456 ]", 2, 8, "[ null ]"],
    ["but not in a text", "a 123456 b", 2, 8, 'a [secret "it"] b'],
    ["but not in a string", '{"a":"123456"}', 6, 12, '{"a":"[secret "it"]"}'],
    ["but not what is no number", '{"a":12345x}', 5, 10, '{"a":[secret "it"]x}'],
    ["but not what goes on otherwise", '{"a":123456 b}', 5, 11, '{"a":[secret "it"] b}'],
  ])("%s", (_, text, start, end, expected) => {
    const moved = widened(text, span(start, end), 0);
    expect(text.slice(0, moved.start) + moved.label + text.slice(moved.end)).toBe(expected);
  }); // prettier-ignore

  test.each([
    ["behind a name", '{"a":', 14, '"[secret it]"'],
    ["in a list", "[1,", 15, "null"],
    ["before a comma", "[1,", 15, "null", ","],
  ])("%s, up to 16 characters away", (_, before, most, label, after = "}") => {
    for (const [spaces, expected] of [
      [most, label],
      [most + 1, '[secret "it"]'],
    ] as const) {
      const head = before + " ".repeat(spaces);
      const text = `${head}123456${after}`;
      expect(widened(text, span(head.length, head.length + 6), 0).label).toBe(expected);
    }
  });

  test("up to 64 characters of it", () => {
    const long = (count: number) => `{"a":${"1".repeat(count)}}`;
    expect(widened(long(64), span(5, 69), 0).label).toBe('"[secret it]"');
    expect(widened(long(65), span(5, 70), 0).label).toBe('[secret "it"]');
    expect(widened(long(68), span(69, 73), 0).label).toBe('"[secret it]"');
    expect(widened(long(69), span(70, 74), 0).label).toBe('[secret "it"]');
    expect(widened(long(68), span(5, 9), 0).label).toBe('"[secret it]"');
    expect(widened(long(69), span(5, 9), 0).label).toBe('[secret "it"]');
  });
});

test.each([
  ["a 12", 2],
  ["a -12", 2],
  ["a 12.5e+3-", 2],
  ["a 12 ", 5],
  ["a12", 1],
  ["abc", 3],
  [`a ${"1".repeat(80)}`, 18],
])("where a number begins that may go on: %#", (text, at) => {
  expect(numberTail(text, 0)).toBe(at);
});

test("a number that may go on begins no earlier than what is looked at", () => {
  expect(numberTail("12345", 2)).toBe(2);
});
