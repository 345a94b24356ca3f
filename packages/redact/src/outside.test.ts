import { Secret } from "@confide/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { redactor } from "./index.ts";

const redact = (value: unknown, text: string) => redactor([new Secret(value, "s")]).redact(text);

describe("numbers in JSON", () => {
  test.each([
    ['{"n":1234.5678,"m":5678e3}', '{"n":"[secret s]","m":5678e3}'],
    ['{"n":-1234.5e-7}', '{"n":"[secret s]"}'],
    ['{"n":0.1234}', '{"n":"[secret s]"}'],
    ['{"n":0.01234,"v":"1.2.1234"}', '{"n":0.01234,"v":"1.2.[secret s]"}'],
    ["[1234.5,0]", "[null,0]"],
    [String.raw`{"m":"{\"n\":1234.5}"}`, String.raw`{"m":"{\"n\":\"[secret s]\"}"}`],
  ])("%s", (text, expected) => {
    const out = redact(1234, text);
    expect(out).toBe(expected);
    expect(() => JSON.parse(out) as unknown).not.toThrow();
  });
});

describe("a value that ends in a backslash", () => {
  test.each([
    [String.raw`C:\dir\ and more`, "[secret s] and more"],
    [String.raw`C:\dir\next`, "[secret s]next"],
    [String.raw`C:\dir\x`, "[secret s]x"],
    ["C:\\dir\\\u2603", "[secret s]\u2603"],
    [String.raw`C:\\dir\\next`, "[secret s]next"],
    [String.raw`{"a":"C:\\dir\\","b":"C:\\dir\\\\"}`, String.raw`{"a":"[secret s]","b":"[secret s]\\"}`],
  ])("%s", (text, expected) => {
    expect(redact("C:\\dir\\", text)).toBe(expected);
  });

  test("leaves the quote behind it, which ends no JSON string", () => {
    const out = redact("ends-with\\", String.raw`{"a":"ends-with\" x"}`);
    expect(out).toBe(String.raw`{"a":"[secret s]\" x"}`);
  });
});

const UNITS = Array.from("abnrtuxf019 '\"`\\/=+$%&<>!#{}|;:,._-é密🔑\n");
const texts = (minLength: number, maxLength: number) =>
  fc.array(fc.constantFrom(...UNITS), { minLength, maxLength }).map((units) => units.join(""));

test("what is around a value comes out byte for byte", () => {
  const cases = fc.record({ value: texts(8, 16), before: texts(0, 8), after: texts(0, 8) }).filter(
    ({ value, before, after }) =>
      value.trim() === value &&
      /[a-z]/.test(value) &&
      !value.includes("\n") &&
      // A backslash before it may be an escape's, and so may a quote behind a backslash.
      !/\\(?:u[\da-f]{0,3})?$/.test(before) &&
      !(value.endsWith("\\") && /^[\\"]/.test(after)) &&
      // In a mail a line goes on behind these.
      !/=\n/.test(before + value + after) &&
      // Two quotes may be one, and so may these in a shell.
      !/''|""/.test(before.slice(-1) + value + after.slice(0, 1)) &&
      !/'\\''|'"'"'/.test(before.slice(-4) + value + after.slice(0, 4)),
  );
  fc.assert(
    fc.property(cases, ({ value, before, after }) => {
      const text = before + value + after;
      fc.pre(text.indexOf(value) === before.length && text.lastIndexOf(value) === before.length);
      expect(redact(value, text)).toBe(`${before}[secret s]${after}`);
    }),
    { numRuns: 20_000 },
  );
});
