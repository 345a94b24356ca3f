import { expect, test } from "vitest";

import { outputMatches } from "./output.ts";

test.each([
  ["the same text", "a\nb\n", "a\nb\n"],
  ["white space at line ends and around", "\na  \r\nb\n\n", "a\nb"],
  ["what … stands for within a line", "took 12 ms", "took … ms"],
  ["the lines that a lone … stands for", "a\n1\n2\nz", "a\n…\nz"],
  ["signs that mean something in a pattern", "[secret a.b] (1+1)?", "[secret a.b] (1+1)?"],
])("accepts %s", (_, printed, expected) => {
  expect(outputMatches(printed, expected)).toBe(true);
});

test.each([
  ["another text", "a", "b"],
  ["a line more", "a\nb", "a"],
  ["a line less", "a", "a\nb"],
  ["a … that would have to cross lines", "took 12\n13 ms", "took … ms"],
  ["other indentation", "  a", "a"],
])("refuses %s", (_, printed, expected) => {
  expect(outputMatches(printed, expected)).toBe(false);
});
