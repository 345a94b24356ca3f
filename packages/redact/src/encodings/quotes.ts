import { type Encoding, UNKNOWN } from "./encoding.ts";

/** SQL and YAML write a single quote twice. */
export const singleQuotes = doubled("'", "single quotes");
/** CSV, and the names of SQL, write a double quote twice; in JSON these are two escapes. */
export const doubleQuotes = doubled('"', "double quotes");

/**
 * Of an odd number of quotes in a row the first opens a string, or the last closes one. Behind a backslash two quotes at a
 * string's end are an escape and the end.
 */
function doubled(quote: string, name: string): Encoding {
  const pair = String.raw`(?<!\\)${quote}${quote}|${quote}${quote}(?![\s,:}\])]|$)`;
  const escaped = `\\${quote}`;
  const unit = quote.charCodeAt(0);
  return {
    name,
    marks: [quote + quote, escaped + escaped],
    changes: new RegExp(quote),
    escape: new RegExp(String.raw`${openingQuote(quote)}|${pair}`, "y"),
    decode: () => quote,
    fixed: { written: escaped + escaped, meaning: escaped },
    // Behind another quote these two neither open a string nor are escaped.
    quick: (source, at) =>
      source.charCodeAt(at) === unit &&
      source.charCodeAt(at + 1) === unit &&
      source.charCodeAt(at - 1) === unit
        ? unit
        : UNKNOWN,
    partial: new RegExp(String.raw`[${quote}\\]{1,64}$`, "g"),
  };
}

function openingQuote(quote: string): string {
  return String.raw`(?<=^|[\s,;:=([{])${quote}(?=(?:${quote}${quote})+[^${quote}\s,;)\]}])`;
}

/** What ends a string where it is behind its quote. */
const BEHIND_STRING = String.raw`[\s,:}\])]`;

/** Where a backslash means only itself: `\''` is no escape before the string's end, whatever comes behind it. */
export const singleQuotesOnly = doubledOnly("'", singleQuotes);
export const doubleQuotesOnly = doubledOnly('"', doubleQuotes);

/** Read for values in which it makes a difference, as it would take the quote at the end of a JSON string for a value's. */
function doubledOnly(quote: string, { name, quick, partial }: Encoding): Encoding {
  return {
    name,
    marks: [quote + quote],
    changes: new RegExp(String.raw`\\${quote}${BEHIND_STRING}`),
    escape: new RegExp(`${openingQuote(quote)}|${quote}${quote}`, "y"),
    decode: () => quote,
    ...(quick && { quick }),
    partial,
  };
}

/**
 * A shell's single quotes end before one of their own, and begin again behind it: `'\''`, `'"'"'`. In `'"'"'"'a'` the first
 * quote opens a string that begins with a double quote: read as an escape it would say the same, but further behind.
 */
export const shellQuotes: Encoding = {
  name: "shell quotes",
  marks: [String.raw`'\''`, `'"'"'`],
  changes: /'/,
  escape: /(?<=^|[\s,;:=([{])'(?=(?:"'"'"')+(?!"'|"?(?:[\s,;)\]}]|$)))|'\\''|'"'"'/y,
  decode: () => "'",
  // Which quote opens the string is known behind the last of them.
  partial: /(?:(?<=^|[\s,;:=([{])'["']{1,64}|'(?:\\'?|"(?:'"?)?)?)$/g,
};
