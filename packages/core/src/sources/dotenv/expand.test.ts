import fc from "fast-check";
import { expect, test } from "vitest";

import { Expander } from "./expand.ts";

function expand(
  texts: Readonly<Record<string, string>>,
  name = "A",
  outside: Readonly<Record<string, string>> = {},
) {
  const result = new Expander({
    templateOf: (each) => {
      const text = Object.hasOwn(texts, each) ? texts[each] : undefined;
      return text === undefined ? undefined : { text, literal: false, location: `.env:${each}` };
    },
    outsideOf: (each) => outside[each],
  }).resolve(name);
  return result?.failure ?? result?.text;
}

test.each([
  ["plain $text $NAME $(id) `id` ${} ${ B} }", "plain $text $NAME $(id) `id` ${} ${ B} }"],
  ["${B}-${B}", "b-b"],
  ["\\${B} \\$ $2b$10$x", "${B} $ $2b$10$x"],
  ["${EMPTY}|${EMPTY:-d}|${NONE:-d}|${B:-d}|${NONE:-}", "|d|d|b|"],
  ["${NONE:-x${B}y}", "xby"],
  ["${NONE:-${NONE:-${B}}}", "b"],
  ["${B:-${NONE}}", "b"],
  ["${B:-${NONE:-x}y}z", "bz"],
  ["${OUT}", "outer"],
])("%s", (text, expected) => {
  expect(expand({ A: text, B: "b", EMPTY: "" }, "A", { OUT: "outer" })).toBe(expected);
});

test.each([
  ["${B}", "outer"],
  ["${B:-d}", "outer"],
  ["${C}", "outer"],
  ["${NONE:-${B}}", "outer"],
  ["${EMPTY}", "text"],
  ["${UNSET}", ""],
])("the environment wins in %s, unless it is empty there", (text, expected) => {
  const outside = { B: "outer", EMPTY: "", UNSET: "" };
  expect(expand({ A: text, B: "b", C: "${B}", EMPTY: "text" }, "A", outside)).toBe(expected);
});

test("the value itself is the file's, whatever the environment holds, and a circle through the environment is none", () => {
  expect(expand({ A: "a" }, "A", { A: "outer" })).toBe("a");
  expect(expand({ A: "${B}", B: "${A}" }, "A", { B: "outer" })).toBe("outer");
});

test("a name that refers to itself means the outer one", () => {
  expect(expand({ A: "${A}:/bin" }, "A", { A: "/usr" })).toBe("/usr:/bin");
  expect(expand({ A: "${A:-/usr}:/bin" })).toBe("/usr:/bin");
  expect(expand({ A: "${A}:/bin" })).toMatch(/refers to a name that is set neither/);
});

test("says what is wrong, without the text", () => {
  expect(expand({ A: "${B}", B: "x${hunter2}" })).toMatch(/^\.env:B refers to a name that is set neither/);
  expect(expand({ A: "${B:-hunter2" })).toBe(".env:A opens a reference with ${ and does not close it");
  expect(expand({ A: "${B}", B: "${C}", C: "${B}" })).toBe("refers to itself: B → C → B");
  expect(expand({}, "NONE")).toBeUndefined();
});

test("terabytes are refused at once, and so is a chain without end", () => {
  const laughs = Object.fromEntries(
    Array.from({ length: 60 }, (_, index) => [`L${index}`, `\${L${index + 1}}`.repeat(10)]),
  );
  expect(expand({ ...laughs, L60: "ha" }, "L0")).toBe("expands to more than 8 MiB");
  const chain = Object.fromEntries(
    Array.from({ length: 100_000 }, (_, index) => [`C${index}`, `\${C${index + 1}}`]),
  );
  expect(expand(chain, "C0")).toBe("refers to others more than 100 deep");
  expect(expand({ A: "${B:-".repeat(200_000), B: "" })).toMatch(/does not close it/);
  expect(expand({ A: "${B:-x".repeat(100_000) + "}".repeat(100_000) })).toHaveLength(100_000);
  expect(expand({ A: "${".repeat(500_000) })).toHaveLength(1_000_000);
});

test("text without references, and references without text around them, stay as they are", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const free = text.replaceAll(/[\\$]/g, "");
      expect(expand({ A: free })).toBe(free);
      expect(expand({ A: "${B}", B: free })).toBe(free);
      expect(expand({ A: text.replaceAll("$", "\\$").replaceAll("\\\\$", "") }, "A")).not.toContain("\\$");
    }),
  );
});

test.each(["${B-hunter2}", "${B-}", "x${C}${B-c}"])("a shell's %s says how a default is written", (text) => {
  const failure = expand({ A: text, B: "b", C: "c" });
  expect(failure).toMatch(
    /^\.env:A refers to a name with a hyphen .*: write \$\{NAME:-default\} for a default, /,
  );
  expect(failure).not.toContain("hunter2");
  expect(expand({ A: "${B-x}", "B-x": "set" })).toBe("set");
  expect(expand({ A: "${B-${C}}", C: "c" })).toMatch(/^\.env:A holds a reference that is not understood/);
});

test.each([
  "${B:?needed}",
  "${B:+other}",
  "${B?}",
  "${B=x}",
  "${B:=x}",
  "${B%.txt}",
  "${B##*/}",
  "${B/a/b}",
  "${B:0:3}",
  "${B: -3}",
  "${B,,}",
  "${B^}",
  "${B@Q}",
  "${B[0]}",
  "${#B}",
  "${!B}",
  "${B x}",
])("a shell's %s is not understood", (text) => {
  expect(expand({ A: `x${text}`, B: "b" })).toMatch(/^\.env:A holds a reference that is not understood/);
  expect(expand({ A: `x\\${text}`, B: "b" })).toBe(`x${text}`);
});
