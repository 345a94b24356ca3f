import fc from "fast-check";
import { expect, test } from "vitest";

import { Grams } from "./grams.ts";

const somePattern = fc.stringMatching(/^[a-h0-3+/]{6,40}$/);

/** A text with a cut in it, told by where the first half ends and the second begins. */
function cut(pattern: string, at: number, between: string) {
  const bytes = Buffer.from(`before ${pattern.slice(0, at)}${between}${pattern.slice(at)} behind`, "latin1");
  const end = "before ".length + at;
  return { bytes, end, start: end + between.length };
}

test("wherever a pattern is cut, one of its halves is known", () => {
  fc.assert(
    fc.property(fc.array(somePattern, { minLength: 1, maxLength: 8 }), fc.nat(), (patterns, seed) => {
      const [first = ""] = patterns;
      const { bytes, end, start } = cut(first, 1 + (seed % (first.length - 1)), "\r\n  ");
      expect(new Grams(patterns).mayBeCut(bytes, end, start)).toBe(true);
    }),
  );
});

test("what is on both sides of other line ends is not", () => {
  const grams = new Grams(["3q2-7wTqYl8Jx0mVb5sN", "Zm9vYmFyYmF6cXV4"]);
  for (const text of ["someFunctionName|anotherFunction", "short|s", "ABCDEFGHIJKLMNOP|3q2"]) {
    const end = text.indexOf("|");
    expect(grams.mayBeCut(Buffer.from(text), end, end + 1)).toBe(false);
  }
});

test("what is escaped may be any", () => {
  const grams = new Grams(["abcdefgh/ijklmnop"]);
  const { bytes, end, start } = cut("abcdefgh", 2, "\n");
  expect(grams.mayBeCut(bytes, end, start)).toBe(false);
  const escaped = cut(String.raw`ab\/cdefgh`, 2, "\n");
  expect(grams.mayBeCut(escaped.bytes, escaped.end, escaped.start)).toBe(true);
});
