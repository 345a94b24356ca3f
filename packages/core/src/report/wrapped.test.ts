import fc from "fast-check";
import { expect, test } from "vitest";

import { wrapped } from "./wrapped.ts";

test.each<[readonly string[], number, readonly string[]]>([
  [["env A", ".env A", "vault a#b"], Infinity, ["env A · .env A · vault a#b"]],
  [["env A", ".env A", "vault a#b"], 16, ["env A · .env A ·", "vault a#b"]],
  [["env A", ".env A", "vault a#b"], 15, ["env A ·", ".env A ·", "vault a#b"]],
  [["one two three"], 8, ["one two", "three"]],
  [["a", "one two three"], 8, ["a · one", "two", "three"]],
  [["/a/rather/long/path x"], 8, ["/a/rather/long/path", "x"]],
  [[""], 8, [""]],
  [[], 8, [""]],
])("%j in %j columns", (parts, width, lines) => {
  expect(wrapped(parts, width)).toEqual(lines);
});

test("nothing is lost, and no line is wider than the width or than one word", () => {
  const word = fc.string({ unit: fc.constantFrom("a", "b", "/"), minLength: 1, maxLength: 12 });
  const part = fc.array(word, { minLength: 1, maxLength: 5 }).map((words) => words.join(" "));
  fc.assert(
    fc.property(fc.array(part, { minLength: 1 }), fc.integer({ min: 1, max: 30 }), (parts, width) => {
      const lines = wrapped(parts, width);
      expect(lines.join(" ")).toBe(parts.join(" · "));
      for (const line of lines.filter((each) => each.length > width))
        expect(line.replace(/ ·$/, "")).not.toContain(" ");
    }),
  );
});
