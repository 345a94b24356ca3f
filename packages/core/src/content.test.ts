import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { contentOf, sameContent } from "./content.ts";

describe("the same content", () => {
  test.each([
    ["a", "a"],
    [1, 1],
    [NaN, NaN],
    [null, null],
    [undefined, undefined],
    [
      { a: 1, b: [2] },
      { b: [2], a: 1 },
    ],
    [new Date(5), new Date(5)],
    [new URL("https://a.example"), new URL("https://a.example/")],
    [Uint8Array.of(1, 2), Uint8Array.of(1, 2)],
    [Uint8Array.of(0, 1, 2).subarray(1), Uint8Array.of(1, 2)],
    [new Set(["a", "b"]), new Set(["b", "a"])],
    [
      new Map([
        ["a", 1],
        ["b", 2],
      ]),
      new Map([
        ["b", 2],
        ["a", 1],
      ]),
    ],
  ])("is seen in separate values (%#)", (a, b) => {
    expect(sameContent(a, b)).toBe(true);
    expect(contentOf(a)).toBe(contentOf(b));
  });

  test.each([
    ["a", "b"],
    ["a", "ab"],
    ["", "a"],
    ["1", 1],
    [1, 1n],
    [0, -0],
    [null, undefined],
    [null, "null"],
    [true, "true"],
    [[], {}],
    [["a", "b"], ["ab"]],
    [["a"], "a"],
    [{ a: "b" }, { ab: "" }],
    [{ a: undefined }, {}],
    [{ a: 1 }, new Map([["a", 1]])],
    [new Set(["a"]), ["a"]],
    [new Date(5), 5],
    [new Date(5), new Date(6)],
    [Uint8Array.of(1, 2), Uint8Array.of(2, 1)],
    [Uint8Array.of(1), "01"],
    ["s1:a", "a"],
  ])("is not seen in different values (%#)", (a, b) => {
    expect(sameContent(a, b)).toBe(false);
    expect(sameContent(b, a)).toBe(false);
  });

  test("is JSON's, for what JSON can hold", () => {
    const key = (value: fc.JsonValue) => JSON.stringify(sorted(value));
    fc.assert(
      fc.property(fc.jsonValue(), fc.jsonValue(), (a, b) => {
        expect(sameContent(a, b)).toBe(key(a) === key(b));
        expect(sameContent(a, structuredClone(a))).toBe(true);
      }),
    );
  });

  test("ends for values that hold themselves", () => {
    const loop: unknown[] = [];
    loop.push(loop, "a");
    const other: unknown[] = [];
    other.push(other, "b");
    expect(sameContent(loop, loop)).toBe(true);
    expect(sameContent(loop, other)).toBe(false);
  });
});

function sorted(value: fc.JsonValue): fc.JsonValue {
  if (Array.isArray(value)) return value.map((each) => sorted(each));
  if (typeof value !== "object" || value === null) return Object.is(value, -0) ? "negative zero" : value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([name, each]) => [name, sorted(each ?? null)]));
}
