import { parse } from "dotenv";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { scanDotenv } from "./dotenv-scan.ts";
import { envTraps } from "./env-traps.ts";

const KNOWN: ReadonlySet<string> = new Set(["HOST", "A"]);

function told(text: string, expand = false) {
  const [{ name, ...entry } = scanDotenv("A=")[0] as never] = scanDotenv(text);
  const held = { ...entry, text: entry.value, earlierLine: undefined };
  return envTraps(
    { file: ".env", name, entry: held, path: ["a"] },
    { expand, isKnown: (each) => KNOWN.has(each) },
  );
}

const CASES: readonly (readonly [text: string, message: string, fix: string])[] = [
  ["A=#ff0000", "A is cut at a # in .env:1", "put quotes around the value, or a space before a comment"],
  ["A=ab#cd", "A is cut at a # in .env:1", "put quotes around the value, or a space before a comment"],
  [
    'A="3000',
    "A begins with a quote in .env:1 that does not close",
    "close it, or put other quotes around the value",
  ],
  [
    "A=`3000",
    "A begins with a quote in .env:1 that does not close",
    "close it, or put other quotes around the value",
  ],
  [
    'A="abc" def',
    "A has text behind its closing quote in .env:1, and so the quotes belong to the value",
    "take the text out, or begin it with #; or put other quotes around all of it",
  ],
  [
    "A='abc' def",
    "A has text behind its closing quote in .env:1, and so the quotes belong to the value",
    "take the text out, or begin it with #; or put other quotes around all of it",
  ],
  [
    'A="abc" // note',
    "A has text behind its closing quote in .env:1, and so the quotes belong to the value",
    "take the text out, or begin it with #; or put other quotes around all of it",
  ],
  ...[
    String.raw`A="C:\new"`,
    String.raw`A="..\readme"`,
    String.raw`A="\\server\new"`,
    String.raw`A="x\d\r"`,
    String.raw`A="a\tb\nc"`,
  ].map(
    (text) =>
      [
        text,
        String.raw`A has a \n or \r in .env:1 that becomes a line end in double quotes`,
        "put single quotes around the value",
      ] as const,
  ),
  ...[String.raw`A="{\"a\":1}"`, String.raw`A='it\'s'`, String.raw`A="a\"b\nc"`].map(
    (text) =>
      [
        text,
        "A has a backslash before a quote in .env:1, and both belong to the value",
        "take the backslash out, and put other quotes around the value",
      ] as const,
  ),
  [
    "A=http://${HOST}/",
    "A holds ${…} in .env:1, which is not expanded",
    "pass expand: true to dotenv(), or put single quotes around the value",
  ],
  [
    'A="${ANY:-x}"',
    "A holds ${…} in .env:1, which is not expanded",
    "pass expand: true to dotenv(), or put single quotes around the value",
  ],
  [
    "A=http://$HOST/",
    "A holds a $ before the name of another value in .env:1, which is not expanded",
    "write ${…} and pass expand: true to dotenv(), or put single quotes around the value",
  ],
];

test.each(CASES)("%s", (text, message, fix) => {
  expect(told(text)).toEqual([
    { kind: "trap", path: ["a"], message, fix, origin: { source: ".env", location: ".env:1" } },
  ]);
});

test.each([
  'A="a#b"',
  "A=a # b",
  'A="abc" # def',
  'A="it"s"',
  String.raw`A="line\nnext"`,
  String.raw`A="\nnext"`,
  String.raw`A="-----BEGIN X-----\nabc\n-----END X-----\n"`,
  String.raw`A='C:\new'`,
  String.raw`A=C:\new`,
  String.raw`A="\d+"`,
  "A='${HOST}'",
  "A='$HOST'",
  "A=$2b$10$N9qo8uLOickgx2ZMRZoMye",
  "A=pa$$word",
  "A=$(HOST)",
  'A="abc "',
])("%s reads as it looks", (text) => {
  expect(told(text)).toEqual([]);
});

test("with expand only a name without braces is told", () => {
  expect(told("A=${HOST}", true)).toEqual([]);
  expect(told(String.raw`A=\$HOST`, true)).toEqual([]);
  expect(told("A=http://$HOST", true)).toMatchObject([
    {
      message: "A holds a $ before the name of another value in .env:1, which is not expanded",
      fix: "write ${…}, or put single quotes around the value",
    },
  ]);
});

describe("the dotenv package as oracle", () => {
  test("each trap is a value that the package reads otherwise than a shell would", () => {
    for (const [text] of CASES) {
      const escaped = text.slice(2).replace(/\\["']/g, "\0");
      const written = escaped.replace(/^(["'`])(.*?)(?:\1.*)?$/, "$2").replaceAll("\0", "'");
      const looks = written.replace(/\$\{.*|\$HOST.*/, "expanded");
      expect(parse(text).A).not.toBe(looks);
    }
  });

  test("a value of plain characters in any quotes, with any comment, is no trap and is what the package reads", () => {
    const plain = fc.stringMatching(/^[A-Za-z0-9_.:/@ -]*$/);
    fc.assert(
      fc.property(
        plain,
        fc.constantFrom('"', "'", "`"),
        fc.constantFrom("", " # note", "  "),
        (value, quote, end) => {
          const text = `A=${quote}${value}${quote}${end}`;
          expect(parse(text).A).toBe(value);
          expect(told(text)).toEqual([]);
        },
      ),
    );
  });
});
