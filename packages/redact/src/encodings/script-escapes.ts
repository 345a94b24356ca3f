import type { Encoding } from "./encoding.ts";
import { KEY_CHARACTER, LEAST_KEY } from "./line-breaks.ts";
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

/** Behind a backslash or between two strings; before a comment, a quotation and a line of a patch there is more. */
const BETWEEN_LINES = [
  String.raw`\\\r?\n[ \t]*`,
  String.raw`\r?\n[ \t]*(?:#+|//+|\*|>+|\+|;+|--)[ \t]*`,
  String.raw`["'\x60][ \t]*[+.,&]?[ \t]*\\?\r?\n[ \t]*[+.&]?[ \t]*["'\x60]`,
].join("|");

/** Lines of a key that are written each as a string, in a comment, or in a patch. */
export const writtenLines: Encoding = {
  name: "written lines",
  marks: ["\n", "\r\n", "\\", '"', "'", "`"],
  escape: new RegExp(`(?<=${KEY_CHARACTER}{${LEAST_KEY}})(?:${BETWEEN_LINES})(?=${KEY_CHARACTER})`, "y"),
  decode: () => "",
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
