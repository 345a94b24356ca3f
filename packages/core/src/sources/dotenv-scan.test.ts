import { parse } from "dotenv";
import fc from "fast-check";
import { expect, test } from "vitest";

import { type Assignment, scanDotenv } from "./dotenv-scan.ts";

/** Whatever makes a difference to the parser, in any order. */
const pieces = fc.constantFrom(
  ..."AB_.-=:#'\"`\\ \t\n".split(""),
  "\r\n",
  "\r",
  "\n",
  "\n\n",
  "\uFEFF",
  "\u00A0",
  "\u2028",
  "\u2029",
  "é",
  "export ",
  "export\n",
  "NAME=",
  "OTHER: ",
  "export E=",
  " # note",
  "\\n",
  "\\r",
  '\\"',
  "\\'",
  "='",
  '="',
  '"\n',
  "'\n",
  "__proto__=",
  "constructor=",
);
const texts = fc.array(pieces, { maxLength: 60 }).map((parts) => parts.join(""));

test("finds the names that dotenv finds, with the values", () => {
  fc.assert(
    fc.property(texts, (text) => {
      expect(valuesIn(scanDotenv(text))).toEqual(withoutProto(parse(text, { fast: true })));
      expect(valuesIn(scanDotenv(text))).toEqual(withoutProto(parse(text)));
    }),
    { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 5000) },
  );
});

test("finds the line from which on dotenv reads the same value", () => {
  fc.assert(
    fc.property(texts, (text) => {
      const lines = text.replace(/\r\n?/g, "\n").split("\n");
      for (const { name, line, value } of last(scanDotenv(text)).values()) {
        if (name === "__proto__") continue; // dotenv's object has no such property
        const rest = lines.slice(line - 1).join("\n");
        // What stands on the line before the name can be no assignment to it, or the scan would be later on.
        expect(last(scanDotenv(rest)).get(name)?.value).toBe(value);
        expect(parse(rest)[name]).toBe(value);
        expect(lines[line - 1]).toContain(name);
      }
    }),
    { numRuns: Number(process.env.FAST_CHECK_RUNS ?? 2000) },
  );
});

function last(assignments: readonly Assignment[]): Map<string, Assignment> {
  return new Map(assignments.map((each) => [each.name, each]));
}

function valuesIn(assignments: readonly Assignment[]): Record<string, string> {
  return withoutProto(Object.fromEntries(assignments.map(({ name, value }) => [name, value])));
}

/** A plain object takes no `__proto__` by assignment, so that dotenv forgets it. */
function withoutProto(values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => name !== "__proto__"));
}

test.each([
  ["A=1", 1],
  ["\uFEFFA=1", 1],
  ["\n\n  A=1", 3],
  ["# A=0\nA=1", 2],
  ["B='x\ny\nz'\nA=1", 4],
  ["B=1\r\nexport A=1\r\n", 2],
  ["export\nA=1", 2],
  ["A=0\nB=2\nA=1", 3],
  ['C="A=0\nA=0"\n\nA=1', 4],
  ["junk\nA: 1", 2],
])("%j has A in its line", (text, line) => {
  expect(last(scanDotenv(text)).get("A")).toMatchObject({ line, value: "1" });
});

test.each([
  ["A=a#b", "cut"],
  ["A=#fff", "cut"],
  ["A=a #b", undefined],
  ["A= #b", undefined],
  ["A='a#b'", undefined],
  ["A='a'#b", undefined],
  ['A="abc', "unclosed"],
  ['A="', "unclosed"],
  ["A='it's", "unclosed"],
  ["A=\"a' # b", "unclosed"],
  ['A="it"s"', undefined],
  ["A=it's", undefined],
  ['A="a\nb"', undefined],
])("%j: %s", (text, trap) => {
  expect(scanDotenv(text)[0]?.trap).toBe(trap);
});

test("only single quotes keep a $ from being expanded", () => {
  const literal = scanDotenv("A='$'\nB=\"$\"\nC=`$`\nD=$\nE='$").map((each) => each.literal);
  expect(literal).toEqual([true, false, false, false, false]);
});

test.each([
  ['A="\n', 200_000],
  ['"', 1_000_000],
  ['A=\\"', 250_000],
  ["A='\\' x\n", 100_000],
  ["A=' ", 250_000],
  [" ", 1_000_000],
  ["A", 1_000_000],
  ["A ", 500_000],
  ["A\n", 500_000],
  ["export ", 150_000],
  ["export\n", 150_000],
  ["A=`\\`   ", 100_000],
])("a megabyte of %j is scanned in one pass", (piece, times) => {
  // A scan whose time grew with the square would take hours, and the test run out of its own.
  expect(scanDotenv(piece.repeat(times)).length).toBeLessThanOrEqual(times);
  expect(scanDotenv(`A="${piece.repeat(times)}`).length).toBeLessThanOrEqual(times + 1);
});
