import { KEY_UNITS, LEAST_KEY } from "../encodings/line-breaks.ts";
import type { Grams } from "./grams.ts";
import type { Stretches } from "./stretches.ts";

const [RETURN, TAB, BLANK, COMMA, EQUALS, BACKSLASH_MARK] = [0x0d, 0x09, 0x20, 0x2c, 0x3d, 0x5c];

type Units = Uint8Array;

/** What of values may be on both sides of a sign, and how far. */
export interface Reaches {
  /** Of all that is looked for. */
  readonly grams: Grams;
  /** Of a key, of base64 and of hexadecimal digits. */
  readonly key: number;
  /** Of lists of numbers. */
  readonly list: number;
  /** Of what is escaped. */
  readonly text: number;
}

/** A text of bytes: whole searches are quicker in the one, single units in the other. */
export interface ByteText {
  readonly text: string;
  readonly bytes: Uint8Array;
}

/** Where a line's end may be in the middle of a key, of a list of numbers or of a mail's text. */
export function markLineBreaks({ text, bytes }: ByteText, reaches: Reaches, stretches: Stretches): void {
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    const last = bytes[at - 1] === RETURN ? at - 2 : at - 1;
    const keyLast = lastOfKey(bytes, last);
    if (keyLast !== undefined && goesOn(bytes, keyLast, behindBlanks(bytes, at + 1), reaches))
      stretches.around(at, at + 1, reaches.key);
    if (isSoft(bytes, last)) stretches.around(at, at + 1, reaches.text);
    if (bytes[last] !== COMMA && bytes[at + 1] !== BLANK && !isDigit(bytes[at + 1])) continue;
    const next = behindBlanks(bytes, at + 1);
    if (isList(bytes, last, next) || isRowOfNumbers(bytes, next)) stretches.around(at, next, reaches.list);
  }
}

/** Where a key ends in a line: at its end, before a backslash, or before the quote that closes a string and what joins it to the next. */
function lastOfKey(bytes: Units, last: number): number | undefined {
  const unit = bytes[last] as number;
  if (KEY_UNITS[unit] === 1 && endsKey(bytes, last)) return last;
  if (JOINS[unit] !== 1 && QUOTES[unit] !== 1) return undefined;
  let at = last;
  while (JOINS[bytes[at] as number] === 1) at--;
  if (QUOTES[bytes[at] as number] === 1) at--;
  else if (unit !== BACKSLASH_MARK) return undefined;
  return endsKey(bytes, at) ? at : undefined;
}

/** Whether it goes on at the next line's beginning, or behind what begins a comment, a quotation, a line of a patch or a string. */
function goesOn(bytes: Units, last: number, next: number, { grams }: Reaches): boolean {
  let at = next;
  while (PREFIXES[bytes[at] as number] === 1) at++;
  if (QUOTES[bytes[at] as number] === 1) at++;
  const mayGoOnAt = (start: number) =>
    KEY_UNITS[bytes[start] as number] === 1 && grams.mayBeCut(bytes, last + 1, start);
  return mayGoOnAt(next) || (at > next && mayGoOnAt(at));
}

const unitsAmong = (characters: string) =>
  Uint8Array.from({ length: 256 }, (_, unit) => Number(characters.includes(String.fromCharCode(unit))));
const JOINS = unitsAmong("\\+.,& ");
const PREFIXES = unitsAmong("#/*>+;-&. \t");
const QUOTES = unitsAmong("\"'`");

function isList(bytes: Units, last: number, next: number): boolean {
  return bytes[last] === COMMA && isDigit(bytes[last - 1]) && isDigit(bytes[next]);
}

/** Whether a mail's line goes on: behind whatever it is but an equals sign, which a mail escapes. */
function isSoft(bytes: Units, last: number): boolean {
  return bytes[last] === EQUALS && bytes[last - 1] !== BLANK && bytes[last - 1] !== EQUALS;
}

function endsKey(bytes: Units, last: number): boolean {
  for (let at = last; at > last - LEAST_KEY; at--) if (KEY_UNITS[bytes[at] as number] !== 1) return false;
  return true;
}

/** Node prints lists of bytes in rows, as columns. */
function isRowOfNumbers(bytes: Units, at: number): boolean {
  let end = at;
  while (end < at + 3 && isDigit(bytes[end])) end++;
  return end > at && bytes[end] === COMMA && isDigit(bytes[behindBlanks(bytes, end + 1)]);
}

function behindBlanks(bytes: Units, at: number): number {
  let next = at;
  while (bytes[next] === BLANK || bytes[next] === TAB) next++;
  return next;
}

/** That means a line's end, or a backslash, behind which one may be. */
const ESCAPED_LINE_END = /\\[nr\\]|%0[aAdD]|&#(?:[xX]0*[aAdD]|0*1[03]);/g;
const ZERO = 0x30;

/** Where an escape says that a line of a key, or of a list of numbers, ends. */
export function markEscapes({ text, bytes }: ByteText, reaches: Reaches, stretches: Stretches): void {
  const ends = new RegExp(ESCAPED_LINE_END);
  for (let end = ends.exec(text); end !== null; end = ends.exec(text))
    if (breaksKey(bytes, end.index, ends.lastIndex, reaches))
      stretches.around(end.index, ends.lastIndex, reaches.text);
}

/** A line's end by an escape, `\n` or `%0A`, in what may be a key or a list of numbers. */
function breaksKey(bytes: Units, at: number, end: number, { grams }: Reaches): boolean {
  const next = behindBlanks(bytes, end);
  const isNext = KEY_UNITS[bytes[next] as number] === 1 || bytes[next] === bytes[at];
  // Behind two backslashes the letter is next.
  const mayBeCut =
    bytes[at + 1] === BACKSLASH_MARK || isSoft(bytes, at - 1) || grams.mayBeCut(bytes, at, next);
  if (isNext && mayBeCut && endsKey(bytes, at - 1)) return true;
  return isList(bytes, at - 1, next) || isRowOfNumbers(bytes, next);
}

function isDigit(unit: number | undefined): boolean {
  return unit !== undefined && unit >= ZERO && unit <= 0x39;
}
