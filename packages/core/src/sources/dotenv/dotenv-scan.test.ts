import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

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
        // A quote before the name may end there in the whole text, and nowhere in the rest of it.
        if (/[\u2028\u2029]/.test(lines[line - 1] ?? "")) continue;
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

test("reads what dotenv's own page shows as dotenv does, each name at its line", () => {
  const page = readFileSync(
    createRequire(import.meta.url)
      .resolve("dotenv/package.json")
      .replace(/package\.json$/, "README.md"),
    "utf8",
  );
  const shown = [...page.matchAll(/^```(?:ini|dosini|dotenv)\n([^]*?)^```/gm)].map(([, text = ""]) => text);
  expect(shown.length).toBeGreaterThanOrEqual(5);
  for (const text of shown) {
    const scanned = scanDotenv(text);
    expect(Object.fromEntries(scanned.map(({ name, value }) => [name, value]))).toEqual(parse(text));
    for (const { name, line } of scanned) expect(text.split("\n")[line - 1]).toContain(name);
  }
});

// The cases of dotenv's own tests, written anew from what it documents: quotes, comments, line ends, white space, exports.
test.each([
  "BASIC=basic",
  "\nAFTER_LINE=after_line",
  "EMPTY=",
  "EMPTY_SINGLE_QUOTES=''",
  'EMPTY_DOUBLE_QUOTES=""',
  "EMPTY_BACKTICKS=``",
  "SINGLE_QUOTES='single_quotes'",
  "SINGLE_QUOTES_SPACED='    single quotes    '",
  'DOUBLE_QUOTES_SPACED="    double quotes    "',
  "DOUBLE_QUOTES_INSIDE_SINGLE='double \"quotes\" work inside single quotes'",
  "SINGLE_QUOTES_INSIDE_DOUBLE=\"single 'quotes' work inside double quotes\"",
  'BACKTICKS_INSIDE_DOUBLE="`backticks` work inside double quotes"',
  "ALL_QUOTES_INSIDE_BACKTICKS=`double \"quotes\" and single 'quotes' work inside backticks`",
  'EXPAND_NEWLINES="expand\\nnew\\nlines"',
  "DONT_EXPAND_UNQUOTED=dontexpand\\nnewlines",
  "DONT_EXPAND_SQUOTED='dontexpand\\nnewlines'",
  "# COMMENTS=work",
  "INLINE_COMMENTS=inline comments # work",
  "INLINE_COMMENTS_SINGLE='inline comments outside of #singlequotes' # work",
  'INLINE_COMMENTS_DOUBLE="inline comments outside of #doublequotes" # work',
  "INLINE_COMMENTS_SPACE=inline comments start with a#number sign. no space required.",
  "EQUAL_SIGNS=equals==",
  'RETAIN_INNER_QUOTES={"foo": "bar"}',
  'RETAIN_INNER_QUOTES_AS_STRING=\'{"foo": "bar"}\'',
  "TRIM_SPACE_FROM_UNQUOTED=    some spaced out string",
  "USERNAME=therealnerdybeast@example.tld",
  "    SPACED_KEY = parsed",
  'MULTI_DOUBLE="THIS\nIS\nA\nMULTILINE\nSTRING"\nAFTER=1',
  "MULTI_SINGLE='THIS\nIS\nA\nMULTILINE\nSTRING'\nAFTER=1",
  "MULTI_BACKTICKS=`THIS\nIS\n\"A\"\n'STRING'`\nAFTER=1",
  'PEM="-----BEGIN PUBLIC KEY-----\nMIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8A\n-----END PUBLIC KEY-----"\nAFTER=1',
  "SERVER=localhost\rPASSWORD=password\rDB=tests\r",
  "SERVER=localhost\r\nPASSWORD=password\r\nDB=tests\r\n",
  "export EXPORTED=yes",
  "YAML_LIKE: value",
  "BUFFER=true",
  "NOTHING",
  "=no name",
])("%j as dotenv does", (text) => {
  expect(Object.fromEntries(scanDotenv(text).map(({ name, value }) => [name, value]))).toEqual(parse(text));
});
