import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { backslash } from "./backslash.ts";
import type { Encoding } from "./encoding.ts";
import { html } from "./html.ts";
import { columns, lineBreaks } from "./line-breaks.ts";
import { form, percent, quotedPrintable } from "./percent.ts";
import { doubleQuotes, doubleQuotesOnly, shellQuotes, singleQuotes, singleQuotesOnly } from "./quotes.ts";
import { View } from "./view.ts";

const whole = { inBytes: false, final: true };

/** A unit of a view, and where in the source it is written. */
interface Unit {
  readonly unit: string;
  readonly start: number;
  readonly end: number;
}

/** The same without tables and short cuts: at each mark the expression is tried, and what matches is decoded. */
function unitsOf(source: string, { marks, escape, fixed, decode, readsBefore }: Encoding): readonly Unit[] {
  const units: Unit[] = [];
  for (let at = 0; at < source.length;) {
    escape.lastIndex = at;
    const isMark = marks.some((mark) => source.startsWith(mark, at));
    const isFixed = fixed !== undefined && source.startsWith(fixed.written, at);
    const end = isFixed ? at + fixed.written.length : isMark && escape.test(source) ? escape.lastIndex : at;
    const written = source.slice(readsBefore === true ? Math.max(0, at - 1) : at, end);
    const meaning = isFixed ? fixed.meaning : end > at ? decode(written) : undefined;
    const [text, to] = meaning === undefined ? [source.charAt(at), at + 1] : [meaning, end];
    for (const unit of text.split("")) units.push({ unit, start: at, end: to });
    at = to;
  }
  return units;
}

const ENCODINGS: readonly (readonly [Encoding, readonly string[]])[] = [
  [backslash, ["\\", "\\\\", "\\n", '\\"', "\\u00e9", "\\u{1f511}", "\\U0001f511", "\\ud83d\\udd11", "\\x41", "\\xc3\\xa9", "\\303\\251", "\\101", "\\é", "u", "a"]],
  [percent, ["%", "%41", "%C3%A9", "%e2%82%ac", "%F0%9F%94%91", "%zz", "+", "a"]],
  [form, ["%", "%41", "%C3%A9", "+", "+", "a"]],
  [quotedPrintable, ["=", "=41", "=C3=A9", "=\n", "=\r\n", "\n", "a"]],
  [html, ["&", "&amp;", "&#65;", "&#x41;", "&#X1F511;", "&nothing;", "&#x110000;", ";", "a"]],
  [singleQuotes, ["'", "''", "\\'", "\\'\\'", " ", ",", "a"]],
  [doubleQuotes, ['"', '""', '\\"', '\\"\\"', " ", ",", "a"]],
  [singleQuotesOnly, ["'", "''", "\\'", " ", ",", "a"]],
  [doubleQuotesOnly, ['"', '""', '\\"', " ", ",", "a"]],
  [shellQuotes, ["'", "'\\''", `'"'"'`, "\\", '"', "a"]],
  [lineBreaks, ["\n", "\r\n", "\n  ", "abcdefghijkl", "1,", "2", " "]],
  [columns, [", ", ",  ", ",   ", "1", "a"]],
]; // prettier-ignore

describe.each(ENCODINGS.map(([encoding, parts]) => [encoding.name, encoding, parts] as const))(
  "%s",
  (_, encoding, parts) => {
    const sources = fc
      .array(fc.constantFrom(...parts, ...parts, "b☃", "zz"), { maxLength: 14 })
      .map((list) => list.join(""));

    test("a view says what the expressions say, and where it is written", () => {
      fc.assert(
        fc.property(sources, (source) => {
          const units = unitsOf(source, encoding);
          const view = View.of(source, encoding, whole);
          const isChanged = units.map(({ unit }) => unit).join("") !== source;
          expect(view?.text ?? source).toBe(units.map(({ unit }) => unit).join(""));
          expect(view !== undefined || !isChanged).toBe(true);
          if (!view) return;
          for (let at = 0; at <= units.length; at++) {
            expect(view.startOf(at)).toBe(units[at]?.start ?? source.length);
            expect(view.endOf(at)).toBe(at === 0 ? 0 : units[at - 1]?.end);
          }
          for (let at = 0; at <= source.length; at++) {
            const first = units.findIndex(({ start }) => start >= at);
            expect(view.positionOf(at)).toBe(first === -1 ? units.length : first);
          }
        }),
        { numRuns: 400 },
      );
    });
  },
);

describe("what is far from every escape is left out", () => {
  const source = `${"a".repeat(9)}\\n${"b".repeat(9)}\\n${"c".repeat(4)}\\n${"d".repeat(9)}`;
  const near = (reach: number) => View.of(source, backslash, { ...whole, reach });

  test.each([
    [0, "\0\n\0\n\0\n\0"],
    [1, "\0a\nb\0b\nc\0c\nd\0"],
    [2, "\0aa\nbb\0bb\ncccc\ndd\0"],
    [3, "\0aaa\nbbb\0bbb\ncccc\nddd\0"],
    [4, "\0aaaa\nbbbbbbbbb\ncccc\ndddd\0"],
    [8, "aaaaaaaaa\nbbbbbbbbb\ncccc\nddddddddd"],
  ])("further than %i", (reach, text) => {
    expect(near(reach)?.text).toBe(text);
  });

  test("and what is left is where it was", () => {
    const view = near(3);
    const stretches = [
      ["aaa\nbbb", "aaa\\nbbb", 6],
      ["bbb\ncccc\nddd", "bbb\\ncccc\\nddd", 17],
    ] as const;
    for (const [said, written, at] of stretches) {
      const start = view?.text.lastIndexOf(said) ?? -1;
      expect([view?.startOf(start), view?.endOf(start + said.length)]).toEqual([at, at + written.length]);
      expect(view?.positionOf(at)).toBe(start);
    }
    expect(view?.positionOf(2)).toBe(1);
  });

  test("no escape of another encoding is cut in its backslashes", () => {
    const text = `\\n${"x".repeat(9)}\\\\\\"y%41`;
    expect(View.of(text, percent, { ...whole, reach: 3 })?.text).toBe('\0\\\\\\"yA');
    expect(View.of(`${text}${"z".repeat(9)}\\\\%41`, percent, { ...whole, reach: 1 })?.text).toBe("\0yAz\0\\\\A");
  });

  test("nothing is, where the text goes on", () => {
    expect(View.of(source, backslash, { inBytes: false, final: false, reach: 1 })?.text).toBe(
      source.replaceAll("\\n", "\n"),
    );
  });
}); // prettier-ignore

test("a view of bytes says characters as their bytes", () => {
  const bytes = { inBytes: true, final: true };
  expect(View.of("\\u00e9\xe9", backslash, bytes)?.text).toBe("\xc3\xa9\xe9");
  expect(View.of("%C3%A9&", percent, bytes)?.text).toBe("\xc3\xa9&");
});

test("whether there is an escape in a part of a view", () => {
  const view = View.of("ab\\ncd''\\'", backslash, whole);
  expect([0, 1, 2, 3, 4, 5, 6, 7].map((at) => view?.isChanged(at, at + 1))).toEqual([
    false, false, true, false, false, false, false, true,
  ]);
  expect([view?.isChanged(0, 2), view?.isChanged(1, 3), view?.isChanged(3, 7)]).toEqual([false, true, false]);
  expect(View.of("a+b", form, whole)?.isChanged(1, 2)).toBe(true);
}); // prettier-ignore

test("a text of nothing but escapes, and of many of them", () => {
  const many = 5000;
  const view = View.of("\\n\\u0041".repeat(many), backslash, whole);
  expect(view?.text).toBe("\nA".repeat(many));
  for (const at of [0, 1, 77, 2 * many - 2]) expect(view?.startOf(at)).toBe((at >> 1) * 8 + (at % 2) * 2);
});

test("more different escapes than are kept in mind", () => {
  const written = Array.from({ length: 9000 }, (_, index) => `&#${index + 256};`).join("");
  const view = View.of(written + written, html, whole);
  const said = Array.from({ length: 9000 }, (_, index) => String.fromCharCode(index + 256)).join("");
  expect(view?.text).toBe(said + said);
});

describe("an escape that may go on is left off a text that does", () => {
  const partials: readonly (readonly [Encoding, readonly string[], readonly string[]])[] = [
    [backslash, ["\\", "\\u", "\\u0", "\\u00", "\\u00e", "\\u{", "\\u{1f511", "\\U", "\\U0001f51", "\\x", "\\xe", "\\1", "\\12",
      "\\ud83d", "\\ud83d\\", "\\ud83d\\u", "\\ud83d\\udd1", "\\xc3", "\\xc3\\", "\\xc3\\x", "\\xc3\\xa", "\\xe2\\x82", "\\xe2\\x82\\xa", "\\xf0\\x9f\\x94\\x",
      "\\342", "\\342\\", "\\342\\2", "\\342\\202\\25", "\\360\\237\\224\\2"], ["\\n", "\\u00e9", "\\x41", "\\101", "\\u{e9}", "\\U000000e9"]],
    [percent, ["%", "%4", "%C", "%C3", "%C3%", "%C3%A", "%e2%82", "%e2%82%a", "%f0%9f%94", "%f0%9f%94%9"], ["%41", "%C3%A9x", "%zz"]],
    [form, ["%", "%C3"], ["+", "%41"]],
    [quotedPrintable, ["=", "=\r", "=4", "=C3", "=C3="], ["=41", "=\n", "=\r\n"]],
    [html, ["&", "&#", "&#x", "&#xe", "&#X1f51", "&#1", "&#1234567", "&a", "&amp", "&DiacriticalGrave"], ["&amp;", "&#65;", "& ", "&;"]],
    [singleQuotes, ["'", "''", "\\", "\\'"], ["''a", "a"]],
    [doubleQuotes, ['"', '""', "\\", '\\"'], ['""a', "a"]],
    [shellQuotes, ["'", "'\\", "'\\'", "'\"", `'"'`, `'"'"`], ["'\\''a", "'a"]],
    [lineBreaks, ["\n", "\r", "\r\n", "\n  ", "\n\t"], ["a", "\na"]],
    [columns, [",", ", ", ",  ", ",    "], ["1", ",  1"]],
  ];

  const end = (source: string, encoding: Encoding, text: string) =>
    View.of(source + text, encoding, { inBytes: false, final: false })?.text;

  test.each(partials.map(([encoding, open, closed]) => [encoding.name, encoding, open, closed] as const))(
    "%s",
    (_, encoding, open, closed) => {
      for (const each of open) expect([each, end("before x", encoding, each)]).toEqual([each, "before x"]);
      for (const each of closed) {
        const said = View.of(`before x${each}`, encoding, whole)?.text;
        expect([each, end("before x", encoding, each)]).toEqual([each, said]);
      }
    },
  );

  test("of its end no more is looked at than escapes are long", () => {
    expect(end("", singleQuotes, "'".repeat(64))).toBe("");
    expect(end("", singleQuotes, "'".repeat(200))?.length).toBeLessThan(200);
  });
}); // prettier-ignore
