import fc from "fast-check";
import { expect, test } from "vitest";

import { PartialMatches } from "./partial-match.ts";

const patternsOf = (texts: readonly string[]) => texts.map((text, index) => ({ text, label: `<${index}>` }));
const few = Array.from("abc☃");
const texts = fc.array(fc.string({ unit: fc.constantFrom(...few), minLength: 3, maxLength: 12 }), {
  minLength: 1,
  maxLength: 8,
});

/** The longest ending with which a pattern begins that goes on, and the longest such pattern. */
function expected(patterns: readonly string[], text: string, from: number) {
  const longest = patterns.toSorted((a, b) => b.length - a.length);
  for (let start = from; start < text.length; start++) {
    const tail = text.slice(start);
    const pattern = longest.find((each) => each.length > tail.length && each.startsWith(tail));
    if (pattern !== undefined) return { start, pattern };
  }
  return { start: text.length };
}

test("names the longest ending that may become a match, and what it would be", () => {
  const cases = texts.chain((patterns) =>
    fc.record({
      patterns: fc.constant(patterns),
      text: fc
        .tuple(
          fc.string({ unit: fc.constantFrom(...few, "x"), maxLength: 20 }),
          fc.constantFrom(...patterns),
          fc.nat(12),
        )
        .map(([before, pattern, length]) => before + pattern.slice(0, length)),
      from: fc.nat(6),
    }),
  );
  fc.assert(
    fc.property(cases, ({ patterns, text, from }) => {
      const at = Math.min(from, text.length);
      expect(new PartialMatches(patternsOf(patterns)).tailOf(text, at)).toEqual(expected(patterns, text, at));
    }),
    { numRuns: 3000 },
  );
});

test("a whole match is no beginning of one", () => {
  expect(new PartialMatches(patternsOf(["abc", "abcd"])).tailOf("xabcd", 0)).toEqual({ start: 5 });
  expect(new PartialMatches(patternsOf(["abc", "abcd"])).tailOf("xabc", 0)).toEqual({
    start: 1,
    pattern: "abcd",
  });
});

test("gives up on a text of nothing but near misses, and on no shorter one", () => {
  const misses = Array.from({ length: 50 }, (_, index) => `aaa${"b".repeat(400)}${index}`);
  const longest = `aaa${"b".repeat(400)}10`;
  const partial = new PartialMatches(patternsOf(misses));
  expect(partial.tailOf("a".repeat(400), 0)).toBeUndefined();
  expect(partial.tailOf("a".repeat(10), 0)).toEqual({ start: 7, pattern: longest });
});
