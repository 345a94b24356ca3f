import type { Encoding } from "./encoding.ts";

/** SQL and YAML write a single quote twice. */
export const singleQuotes = doubled("'", "single quotes");
/** CSV, and the names of SQL, write a double quote twice; in JSON these are two escapes. */
export const doubleQuotes = doubled('"', "double quotes");

/**
 * Of an odd number of quotes in a row the first opens a string, or the last closes one. Behind a backslash two quotes at a
 * string's end are an escape and the end.
 */
function doubled(quote: string, name: string): Encoding {
  const opening = String.raw`(?<=^|[\s,;:=([{])${quote}(?=(?:${quote}${quote})+[^${quote}\s,;)\]}])`;
  const pair = String.raw`(?<!\\)${quote}${quote}|${quote}${quote}(?![\s,:}\])]|$)`;
  const escaped = `\\${quote}`;
  const unit = quote.charCodeAt(0);
  return {
    name,
    marks: [quote + quote, escaped + escaped],
    changes: new RegExp(quote),
    escape: new RegExp(String.raw`${opening}|${pair}|\\${quote}\\${quote}`, "y"),
    decode: (escape) => (escape.startsWith("\\") ? escaped : quote),
    // Behind another quote these two neither open a string nor are escaped.
    quick: (source, at) =>
      source.charCodeAt(at) === unit &&
      source.charCodeAt(at + 1) === unit &&
      source.charCodeAt(at - 1) === unit
        ? unit
        : -1,
    partial: new RegExp(String.raw`[${quote}\\]{1,64}$`),
  };
}

/** A shell's single quotes end before one of their own, and begin again behind it: `'\''`, `'"'"'`. */
export const shellQuotes: Encoding = {
  name: "shell quotes",
  marks: [String.raw`'\''`, `'"'"'`],
  changes: /'/,
  escape: /'\\''|'"'"'/y,
  decode: () => "'",
  partial: /'(?:\\'?|"(?:'"?)?)?$/,
};
