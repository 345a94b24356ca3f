import { Secret } from "@confide/core";
import { expect, test } from "vitest";

import { redactor } from "../redactor.ts";

const VALUE = "p\"s\\s/é+&'% <!aaa";
const WRITTEN = [
  JSON.stringify(VALUE).slice(1, -1),
  encodeURIComponent(VALUE),
  JSON.stringify(JSON.stringify(VALUE)).slice(3, -3),
  encodeURIComponent(JSON.stringify(VALUE)).slice(3, -3),
  VALUE.replaceAll('"', '""'),
  VALUE.replaceAll("&", "&amp;").replaceAll('"', "&quot;").replaceAll("<", "&lt;"),
];
const FILLERS = [
  "x".repeat(50_000),
  "some words and a number 17. ".repeat(2000),
  "\\".repeat(9000) + "y".repeat(9000),
];

test.each(WRITTEN)("escapes far from each other, in long texts: form %#", (written) => {
  const { redact } = redactor([new Secret(VALUE, "s")]);
  for (const filler of FILLERS) {
    const text = [filler, written, filler, "\\n", written, "%20", filler, written].join(" ");
    expect(redact(text)).toBe(text.replaceAll(written, () => "[secret s]"));
  }
});

test("a value at the very edges of a long text", () => {
  const { redact } = redactor([new Secret(VALUE, "s")]);
  const [written = ""] = WRITTEN;
  const filler = ` ${"x".repeat(50_000)} `;
  expect(redact(written + filler + written)).toBe(`[secret s]${filler}[secret s]`);
});

test.each(["'", '"'])(
  "a backslash before a doubled quote is no escape, whatever comes behind: %s",
  (quote) => {
    for (const behind of [",", " ", ":", ")", "]", "}", "\n"]) {
      const value = `left\\${quote}${behind}right`;
      const { redact } = redactor([new Secret(value, "s")]);
      const text = `(${quote}${value.replaceAll(quote, quote + quote)}${quote}, 1)`;
      expect(redact(text)).toBe(`(${quote}[secret s]${quote}, 1)`);
    }
  },
);

test("nor is it in JSON", () => {
  for (const behind of [",", " ", ":", ")", "]", "}"]) {
    const value = `\\'${behind}left\\right`;
    const { redact } = redactor([new Secret(value, "s")]);
    const text = JSON.stringify({ sql: `('${value.replaceAll("'", "''")}', 1)` });
    expect(redact(text)).toBe(`{"sql":"('[secret s]', 1)"}`);
  }
});

test("a shell's quote that opens a string before a double quote is no escape, that of a later part is one", () => {
  const shell = (value: string) => `'${value.replaceAll("'", `'"'"'`)}'`;
  const values = [
    `"'left`,
    `"''left`,
    `"'"left`,
    `"'"'left`,
    `left '"`,
    `left '"'`,
    `left '"right`,
    `left '"'"right`,
  ];
  for (const value of values) {
    const { redact, chunks } = redactor([
      new Secret(`${value}-right`, "s"),
      new Secret(`left-${value}`, "t"),
    ]);
    expect(redact(`echo ${shell(`${value}-right`)} "$1"`)).toBe(`echo '[secret s]' "$1"`);
    expect(redact(`echo ${shell(`left-${value}`)} "$1"`)).toBe(`echo '[secret t]' "$1"`);
    const { push, end } = chunks();
    const pieces = Array.from(`echo ${shell(`${value}-right`)} "$1"`, push);
    expect([...pieces, end()].join("")).toBe(`echo '[secret s]' "$1"`);
  }
});

test("a value with a quote behind a backslash leaves JSON as JSON", () => {
  const value = String.raw`left\",right\"`;
  const { redact } = redactor([new Secret(value, "s")]);
  expect(JSON.parse(redact(JSON.stringify({ value, last: value })))).toEqual({
    value: "[secret s]",
    last: "[secret s]",
  });
});
