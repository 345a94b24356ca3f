import type { Encoding } from "./encoding.ts";
import { literal } from "./literal.ts";

/** A search has all of a text. */
const NEVER = /(?!)/g;

// What people write by hand into files, and no logger prints: only searches for secrets read it.

/** Docker Compose, make and Terraform write a dollar twice, as one alone begins a variable. */
export const dollars: Encoding = doubledMark("$", "doubled dollars");
/** So do units of systemd, crontabs, cmd and Python's configuration files with the percent sign. */
export const percents: Encoding = doubledMark("%", "doubled percents");
/** cmd's escape. */
export const carets: Encoding = before("^", "carets", "&<>|^\"'()%!");
/** PowerShell's escape. */
export const backticks: Encoding = before("`", "backticks", "\"'$`");

/** A blank at which a text goes on in the next line: in YAML, in prose, and behind a backslash in a string. */
export const foldedLines: Encoding = {
  name: "folded lines",
  marks: ["\n", "\r\n", " ", "\\\n", "\\\r\n"],
  changes: / /,
  escape: /[ \t]*\\?\r?\n[ \t]*(?:\\ )?/y,
  decode: () => " ",
  partial: NEVER,
};

function doubledMark(mark: string, name: string): Encoding {
  return {
    name,
    marks: [mark + mark],
    changes: new RegExp(literal(mark)),
    escape: new RegExp(literal(mark + mark), "y"),
    decode: () => mark,
    partial: NEVER,
  };
}

/** Behind the mark a letter means something else, and is left to itself. */
function before(mark: string, name: string, escaped: string): Encoding {
  const anyOf = `[${literal(escaped)}]`;
  return {
    name,
    marks: Array.from(escaped, (unit) => mark + unit),
    changes: new RegExp(anyOf),
    escape: new RegExp(literal(mark) + anyOf, "y"),
    decode: (escape) => escape.slice(1),
    partial: NEVER,
  };
}
