import { expect, test } from "vitest";

import { base32Forms } from "./base32.ts";

// The examples of RFC 4648.
test.each([
  ["f", "MY"],
  ["fo", "MZXQ"],
  ["foo", "MZXW6"],
  ["foob", "MZXW6YQ"],
  ["fooba", "MZXW6YTB"],
  ["foobar", "MZXW6YTBOI"],
])("%s begins as base32 has it", (text, base32) => {
  const [first = ""] = base32Forms(Buffer.from(text));
  expect(base32).toMatch(new RegExp(`^${first}.?$`));
});

test("one of the forms is in base32 of whatever is around", () => {
  // Of "1-foobar", "12foobar!" and "foobarbaz".
  for (const whole of ["GEWWM33PMJQXE", "GEZGM33PMJQXEII", "MZXW6YTBOJRGC6Q"]) {
    const found = base32Forms(Buffer.from("foobar")).filter((form) => whole.includes(form));
    expect(found).not.toEqual([]);
    expect(base32Forms(Buffer.from("foobar")).some((form) => whole.toLowerCase().includes(form))).toBe(true);
  }
});
