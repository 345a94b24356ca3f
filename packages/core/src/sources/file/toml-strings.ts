import { decimalLoss } from "../../util/decimal.ts";
import { LINE, skip } from "../../util/sticky.ts";
import { closingQuote } from "./lines.ts";

/** A TOML time in a TOML text, a number with a point or an exponent, or where a string or a comment begins. Seconds may be left out. */
const MARK =
  /"""|'''|["'#]|(?<![\w.+:-])(?:(\d{4}-\d{2}-\d{2}(?:[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:[Zz]|[+-]\d{2}:\d{2})?)?|\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)(?![\w:+-])|([+-]?[\d_]+(?:\.[\d_]+)?(?:[eE][+-]?[\d_]+)?)(?![\w:+.-]|\s*=))/g;

/**
 * The same TOML with what the parser would change as strings. It makes Dates of dates and times, which know no date
 * without a time, no more than milliseconds, and no 30 February; and it rounds numbers that no number holds.
 */
export function keptAsStrings(text: string): string {
  let [result, copied] = ["", 0];
  MARK.lastIndex = 0;
  for (let match = MARK.exec(text); match; match = MARK.exec(text)) {
    const { 0: mark, 1: time, 2: number, index: at } = match;
    const kept = time === undefined ? lossyDecimal(number) : asIso(time);
    if (kept !== undefined) {
      // A key keeps its meaning in quotes.
      result += `${text.slice(copied, at)}"${kept}"`;
      copied = at + mark.length;
    } else if (number === undefined) MARK.lastIndex = endOf(text, at, mark);
  }
  return result + text.slice(copied);
}

/** An integer is the parser's to keep, as a bigint. */
function lossyDecimal(number = ""): string | undefined {
  const text = number.replaceAll("_", "");
  return /[.e]/i.test(text) && decimalLoss(text) !== undefined ? text : undefined;
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
