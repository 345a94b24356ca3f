import { LINE, skip } from "../../util/sticky.ts";
import { closingQuote } from "./lines.ts";

/** A TOML time in a TOML text, or where a string or a comment begins. Seconds may be left out. */
const MARK =
  /"""|'''|["'#]|(?<![\w.+:-])(?:\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?|\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?![\w:+-])/g;

/**
 * The same TOML with its dates and times as strings. The parser makes Dates of them, which know no date without a time,
 * no more than milliseconds, and no 30 February: what is written there would come out as something else.
 */
export function timesAsStrings(text: string): string {
  let [result, copied] = ["", 0];
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
    const { 0: mark, index: at } = match;
    if (/^\d/.test(mark)) {
      // A key keeps its meaning in quotes.
      result += `${text.slice(copied, at)}"${asIso(mark)}"`;
      copied = at + mark.length;
    } else MARK.lastIndex = endOf(text, at, mark);
  }
  return result + text.slice(copied);
}

/** Where a string or a comment ends. */
export function endOf(text: string, at: number, mark: string): number {
  if (mark === "#") return skip(LINE, text, at);
  const isLiteral = mark.startsWith("'");
  const end = (isLiteral ? closingLiteral : closingQuote)(text, at, mark) + mark.length;
  // Three quotes may have two of the string's own before them.
  return mark.length === 3 ? skip(isLiteral ? OWN_LITERAL_QUOTES : OWN_QUOTES, text, end) : end;
}

const OWN_QUOTES = /"{0,2}/y;
const OWN_LITERAL_QUOTES = /'{0,2}/y;

/** In single quotes a backslash is one. */
function closingLiteral(text: string, at: number, quote: string): number {
  const end = text.indexOf(quote, at + quote.length);
  return end === -1 ? text.length : end;
}

/** TOML takes a space for `T`, and small letters. */
function asIso(time: string): string {
  return time.replace(" ", "T").toUpperCase();
}
