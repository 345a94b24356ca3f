import fc from "fast-check";
import { expect, test } from "vitest";

import { diff } from "./diff.ts";

const marked = (before: string, after: string) =>
  diff(before, after).map(({ kind, text }) => `${{ same: " ", added: "+", removed: "-" }[kind]}${text}`);

test("shows what changes, with three lines around it", () => {
  const before = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
  const after = before.map((line) => (line === "5" ? "five" : line));
  expect(marked(before.join("\n"), after.join("\n"))).toEqual([
    " 2",
    " 3",
    " 4",
    "-5",
    "+five",
    " 6",
    " 7",
    " 8",
  ]);
});

test("a new file is added lines, an equal one none", () => {
  expect(marked("", "a\nb\n")).toEqual(["+a", "+b"]);
  expect(marked("a\n", "a\n")).toEqual([]);
});

test("leads from one text to the other", () => {
  const text = fc.array(fc.constantFrom("a", "b", "c", "d"), { maxLength: 7 });
  fc.assert(
    fc.property(text, text, (before, after) => {
      const lines = diff(before.join("\n"), after.join("\n"));
      const without = (kind: string) => lines.filter((line) => line.kind !== kind).map((line) => line.text);
      // Texts this short are near their changes as a whole, or have none.
      fc.pre(lines.length > 0 && lines.filter(({ kind }) => kind === "same").length <= 3);
      const isEnd = (part: readonly string[], whole: readonly string[]) =>
        whole.join("\n").includes(part.join("\n"));
      expect(isEnd(without("added"), before)).toBe(true);
      expect(isEnd(without("removed"), after)).toBe(true);
    }),
  );
});
