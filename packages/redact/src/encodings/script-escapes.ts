import { type Encoding, UNKNOWN } from "./encoding.ts";

/** A search has all of a text. */
const NEVER = /(?!)/;

// What people write by hand into files, and no logger prints: only searches for secrets read it.

/** Docker Compose, make and Terraform write a dollar twice, as one alone begins a variable. */
export const dollars: Encoding = doubledMark("$", "doubled dollars");
/** So do units of systemd, crontabs, cmd and Python's configuration files with the percent sign. */
export const percents: Encoding = doubledMark("%", "doubled percents");
/** cmd's escape. */
export const carets: Encoding = before("^", "carets", /[&<>|^"'()%!]/);
/** PowerShell's escape. */
export const backticks: Encoding = before("`", "backticks", /["'$`]/);

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
  const written = mark + mark;
  return {
    name,
    marks: [written],
    changes: new RegExp(`\\${mark}`),
    escape: new RegExp(`\\${mark}\\${mark}`, "y"),
    decode: () => mark,
    partial: NEVER,
  };
}

function before(mark: string, name: string, changes: RegExp): Encoding {
  return {
    name,
    marks: [mark],
    changes,
    escape: new RegExp(`\\${mark}[^]`, "y"),
    decode: (escape) => escape.slice(1),
    quick: (source, at) => (at + 1 < source.length ? source.charCodeAt(at + 1) : UNKNOWN),
    partial: NEVER,
  };
}
