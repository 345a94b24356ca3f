import { expect, test } from "vitest";

import { table, wrapped } from "./table.ts";

const upper = (text: string) => text.toUpperCase();

test("columns are as wide as their widest cell, and end without spaces", () => {
  expect(
    table(
      [
        ["a", "b"],
        ["long", "x"],
        ["y", ""],
      ],
      Infinity,
      upper,
    ),
  ).toBe("A     B\nlong  x\ny");
});

test("a column without anything below its heading is left out", () => {
  expect(
    table(
      [
        ["a", "empty", "b"],
        ["1", "", "2"],
      ],
      80,
      upper,
    ),
  ).toBe("A  B\n1  2");
});

test("the widest column gives way, and no line is longer than the terminal", () => {
  const rows = [
    ["name", "what it said"],
    ["database.password", "no ".repeat(40).trim()],
    ["x", "y".repeat(90)],
  ];
  const lines = table(rows, 40, upper).split("\n");
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(40);
  expect(lines.join("").replaceAll(/\s/g, "")).toContain("y".repeat(90));
});

test("a character of two columns takes two, and none is cut in half", () => {
  expect(wrapped("設定設定", 4)).toEqual(["設定", "設定"]);
  expect(wrapped("👩‍👩‍👧👩‍👩‍👧", 2)).toEqual(["👩‍👩‍👧", "👩‍👩‍👧"]);
  expect(
    table(
      [
        ["a", "b"],
        ["設", "x"],
        ["ab", "y"],
      ],
      80,
      upper,
    ),
  ).toBe("A   B\n設  x\nab  y");
});
