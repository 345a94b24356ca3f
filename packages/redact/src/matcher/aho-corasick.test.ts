import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { AhoCorasick } from "./aho-corasick.ts";
import { type Span, Spans } from "./spans.ts";

const patternsOf = (texts: readonly string[]) => texts.map((text, index) => ({ text, label: `<${index}>` }));
const few = Array.from("abc☃");
const texts = fc.array(fc.string({ unit: fc.constantFrom(...few), minLength: 3, maxLength: 9 }), {
  minLength: 1,
  maxLength: 8,
});
const text = fc.string({ unit: fc.constantFrom(...few, "x"), maxLength: 60 });

function found(patterns: readonly string[], where: string, from = 0): readonly Span[] {
  const spans = new Spans();
  new AhoCorasick(patternsOf(patterns)).find(where, from, spans);
  return spans.list;
}

/** Every place at which some pattern stands, those that overlap as one. */
function covered(patterns: readonly string[], where: string, from: number): readonly (readonly number[])[] {
  const spans = new Spans();
  for (let start = from; start < where.length; start++)
    for (const pattern of patterns)
      if (where.startsWith(pattern, start))
        spans.merge({ start, end: start + pattern.length, named: start, label: "", known: true });
  return spans.list.map(({ start, end }) => [start, end]);
}

/** Where the longest ending begins with which a pattern begins that goes on. */
function openEnding(patterns: readonly string[], where: string, from: number): number {
  for (let start = from; start < where.length; start++)
    if (patterns.some((each) => each.length > where.length - start && each.startsWith(where.slice(start))))
      return start;
  return where.length;
}

const edges = ({ start, end }: Span) => [start, end];

test("finds every match, as a search for each alone does", () => {
  fc.assert(
    fc.property(texts, text, fc.nat(5), (patterns, where, from) => {
      expect(found(patterns, where, from).map(edges)).toEqual(covered(patterns, where, from));
    }),
    { numRuns: 150 },
  );
});

test("says where the longest ending begins that a pattern goes on from", () => {
  fc.assert(
    fc.property(texts, text, fc.nat(5), (patterns, where, from) => {
      const at = Math.min(from, where.length);
      expect(new AhoCorasick(patternsOf(patterns)).tailOf(where, at)).toBe(openEnding(patterns, where, at));
    }),
    { numRuns: 2000 },
  );
});

test("finds as much where the steps have no room in a table", () => {
  const many = Array.from({ length: 900 }, (_, index) => `${String.fromCharCode(0x3000 + index)}-${index}-value`);
  const where = `x ${many[0]} ${many[899]}${many[450]} -1-value ${many[7]}`;
  expect(found(many, where).map(edges)).toEqual(covered(many, where, 0));
}); // prettier-ignore

describe("the name of a match", () => {
  test.each([
    ["the longest that ends there", ["bcd", "abcd"], "xabcd", [[1, 5, "<1>"]]],
    ["the first given of equals", ["abcd", "abcd"], "abcd", [[0, 4, "<0>"]]],
    ["the one that begins first", ["abcd", "cdef"], "abcdef", [[0, 6, "<0>"]]],
    ["each of two that touch", ["abc", "def"], "abcdef", [[0, 3, "<0>"], [3, 6, "<1>"]]],
    ["twice where two of one touch", ["abc"], "abcabc", [[0, 3, "<0>"], [3, 6, "<0>"]]],
    ["once where one goes over itself", ["aba"], "ababa", [[0, 5, "<0>"]]],
  ] as const)("is that of %s", (_, patterns, where, expected) => {
    expect(found(patterns, where).map(({ start, end, label }) => [start, end, label])).toEqual(expected);
  }); // prettier-ignore
});
