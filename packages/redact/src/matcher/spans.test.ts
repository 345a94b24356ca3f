import { describe, expect, test } from "vitest";

import { merged, mergedSpans, type Span, Spans } from "./spans.ts";

const span = (start: number, end: number, label: string, known = true): Span => ({ start, end, label, named: end, known }); // prettier-ignore
const short = (spans: readonly Span[]) => spans.map(({ start, end, label }) => [start, end, label]);

describe("spans that overlap are one, named by", () => {
  test.each<[string, readonly Span[], readonly unknown[]]>([
    ["the one that begins first", [span(0, 3, "a"), span(2, 9, "b")], [[0, 9, "a"]]],
    ["the longer of two that begin together", [span(0, 3, "a"), span(0, 9, "b")], [[0, 9, "b"]]],
    ["the later of two that are equal", [span(0, 3, "a"), span(0, 3, "b")], [[0, 3, "b"]]],
    ["a known value before a format", [span(0, 9, "f", false), span(2, 3, "a")], [[0, 9, "a"]]],
    ["a known value that comes first", [span(0, 3, "a"), span(2, 9, "f", false)], [[0, 9, "a"]]],
    ["each its own where they only touch", [span(0, 3, "a"), span(3, 9, "b")], [[0, 3, "a"], [3, 9, "b"]]],
    ["the first of a chain", [span(0, 3, "a"), span(2, 5, "b"), span(4, 9, "c")], [[0, 9, "a"]]],
  ])("%s", (_, spans, expected) => {
    expect(short(merged(spans))).toEqual(expected);
    expect(short(merged(spans.toSorted((a, b) => a.start - b.start)))).toEqual(expected);
  }); // prettier-ignore

  test("one that arrives later takes in all before it that it overlaps", () => {
    const spans = new Spans();
    for (const each of [span(2, 3, "a"), span(4, 5, "b"), span(1, 9, "c")]) spans.merge(each);
    expect(short(spans.list)).toEqual([[1, 9, "c"]]);
  });
});

describe("one value again and again", () => {
  const added = (...list: readonly (readonly [number, number, string, boolean?])[]) => {
    const spans = new Spans();
    for (const [start, end, label, known] of list) spans.add(start, end, label, known);
    return spans.list;
  };

  test("over its own end is one span, and names no more than its first match did", () => {
    expect(added([0, 4, "a"], [2, 6, "a"], [4, 8, "a"])).toEqual([{ start: 0, end: 8, label: "a", named: 4, known: true }]);
  }); // prettier-ignore

  test.each([
    ["another value", [0, 4, "a"], [2, 6, "b"], [[0, 6, "a"]]],
    ["of which one is a format", [0, 4, "a", false], [2, 6, "a", true], [[0, 6, "a"]]],
    ["that ends no later", [0, 4, "a"], [2, 4, "a"], [[0, 4, "a"]]],
    ["that begins no later", [0, 4, "a"], [0, 6, "a"], [[0, 6, "a"]]],
    ["that only touches", [0, 4, "a"], [4, 8, "a"], [[0, 4, "a"], [4, 8, "a"]]],
  ] as const)("%s", (_, first, second, expected) => {
    expect(short(added(first, second))).toEqual(expected);
  }); // prettier-ignore
});

test("several lists are one, and one list is itself", () => {
  const list = [span(4, 6, "a")];
  expect(mergedSpans([[], list, []])).toBe(list);
  expect(mergedSpans([])).toEqual([]);
  expect(short(mergedSpans([list, [span(0, 1, "b")], [span(5, 9, "c")]]))).toEqual([
    [0, 1, "b"],
    [4, 9, "a"],
  ]);
});
