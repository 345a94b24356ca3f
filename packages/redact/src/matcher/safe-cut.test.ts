import { Secret } from "@confide/core";
import { describe, expect, test } from "vitest";

import { redactor } from "../index.ts";

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
