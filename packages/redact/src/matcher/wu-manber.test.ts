import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { type Span, Spans } from "./spans.ts";
import { type Accept, WuManber } from "./wu-manber.ts";

const patternsOf = (texts: readonly string[]) => texts.map((text, index) => ({ text, label: `<${index}>` }));
const few = Array.from("abc☃");
const texts = (minLength: number, maxLength: number) =>
  fc.array(fc.string({ unit: fc.constantFrom(...few), minLength, maxLength }), {
    minLength: 1,
    maxLength: 8,
  });
const text = fc.string({ unit: fc.constantFrom(...few, "x"), maxLength: 80 });

interface Found {
  readonly spans: readonly Span[];
  readonly end: number;
}

function found(patterns: readonly string[], where: string, from = 0, accept?: Accept): Found {
  const spans = new Spans();
  const end = new WuManber(patternsOf(patterns), accept).find(where, from, spans);
  return { spans: spans.list, end };
}

/** The longest that stands at each place, one place after the other. */
function expected(
  patterns: readonly string[],
  where: string,
  from: number,
  { accept, end = where.length }: { accept?: Accept; end?: number } = {},
): readonly Span[] {
  const spans = new Spans();
  const longest = patternsOf(patterns).toSorted((a, b) => b.text.length - a.text.length);
  for (let start = from; start < end; start++) {
    const match = longest.find(
      (each) =>
        where.startsWith(each.text, start) && accept?.(where, start, start + each.text.length) !== false,
    );
    if (match) spans.add(start, start + match.text.length, match.label);
  }
  return spans.list;
}

describe("finds the longest at each place, as a search for each alone does", () => {
  test.each([
    ["short", 3, 6],
    ["of the window's width and more", 14, 20],
    ["of any length", 3, 24],
  ])("%s", (_, least, most) => {
    const planted = fc
      .tuple(texts(least, most), fc.array(fc.nat(20)), text)
      .map(([patterns, order, filler]) => ({
        patterns,
        where: order
          .map((index) => (patterns[index] ?? filler.slice(0, index)) + (index % 3 ? "" : "x"))
          .join(""),
      }));
    fc.assert(
      fc.property(planted, fc.nat(5), ({ patterns, where }, from) => {
        expect(found(patterns, where, from)).toEqual({
          spans: expected(patterns, where, from),
          end: where.length,
        });
      }),
      { numRuns: 1500 },
    );
  });
});

test("finds one wherever the copied stretches of a long text meet", () => {
  const table = new WuManber(patternsOf(["abc☃abc", "☃☃☃"]));
  for (let start = 16_384 - 10; start < 16_384 + 3; start++) {
    const where = `${"x".repeat(start)}abc☃abc${"x".repeat(16_384)}☃☃☃`;
    const spans = new Spans();
    expect(table.find(where, 0, spans)).toBe(where.length);
    expect(spans.list.map((span) => span.start)).toEqual([start, where.length - 3]);
  }
});

test("a text that is not worth a look holds none", () => {
  fc.assert(
    fc.property(texts(3, 6), text, fc.nat(5), (patterns, where, from) => {
      const isWorthIt = new WuManber(patternsOf(patterns)).mayFind(where, from);
      expect(isWorthIt || found(patterns, where, from).spans.length === 0).toBe(true);
    }),
  );
});

test("goes on to a shorter one where the longest isn't accepted", () => {
  const accept: Accept = (where, start, end) => where.charAt(start - 1) !== "x" && end - start !== 5;
  const where = "abcde xabcde abcd xabcd abc";
  const { spans } = found(["abc", "abcd", "abcde"], where, 0, accept);
  expect(spans).toEqual(expected(["abc", "abcd", "abcde"], where, 0, { accept }));
  expect(spans.map(({ start, label }) => [start, label])).toEqual([
    [0, "<1>"],
    [13, "<1>"],
    [24, "<0>"],
  ]);
});

test.each([200, 2000, 20_000])("finds each of %i", (count) => {
  const many = Array.from(
    { length: count },
    (_, index) => `${index.toString(36)}-${(index * 7919) % 9973}-value`,
  );
  const table = new WuManber(patternsOf(many));
  for (const index of [0, 1, 99, Math.trunc(count / 2), count - 1]) {
    const spans = new Spans();
    const where = `x ${many[index]} y`;
    expect(table.find(where, 0, spans)).toBe(where.length);
    expect(spans.list.map(({ label }) => label)).toEqual([`<${index}>`]);
  }
});

describe("a text of nothing but near misses", () => {
  // All have one window, and differ in the middle only.
  const misses = Array.from({ length: 300 }, (_, index) => `${"a".repeat(16)}${index}a`);

  test("is given up, and what begins before that place has been found", () => {
    const where = `${misses[17]} ${"a".repeat(3000)} ${misses[18]}`;
    const { spans, end } = found(misses, where);
    expect(end).toBeGreaterThan(17);
    expect(end).toBeLessThan(200);
    expect(spans).toEqual(expected(misses, where, 0, { end }));
    expect(spans).toHaveLength(1);
  });

  test("is looked through where it is short", () => {
    const where = `${"a".repeat(17)} ${"b".repeat(16)}0a`;
    expect(found(misses, where).end).toBe(where.length);
  });

  test("is looked through where enough of it was no miss before", () => {
    const ordinary = "b".repeat(40_000);
    const { spans, end } = found(misses, `${ordinary}${"a".repeat(40)} ${misses[3]}`);
    expect(end).toBe(40_000 + 41 + 18);
    expect(spans).toHaveLength(1);
  });
});
