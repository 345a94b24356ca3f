import { KEY_UNITS, LEAST_KEY } from "../encodings/line-breaks.ts";
import { literal } from "../encodings/literal.ts";
import { allEncodings } from "../encodings/views.ts";
import type { Stretches } from "./stretches.ts";

const [RETURN, TAB, BLANK, COMMA, EQUALS] = [0x0d, 0x09, 0x20, 0x2c, 0x3d];

/** How far what is written on both sides of a sign may be of one value. */
export interface Reaches {
  /** Of a key, of base64 and of hexadecimal digits. */
  readonly key: number;
  /** Of lists of numbers. */
  readonly list: number;
  /** Of what is escaped. */
  readonly text: number;
}

/** Where a line's end may be in the middle of a key, of a list of numbers or of a mail's text. */
export function markLineBreaks(text: string, reaches: Reaches, stretches: Stretches): void {
  for (let at = text.indexOf("\n"); at >= 0; at = text.indexOf("\n", at + 1)) {
    const last = text.charCodeAt(at - 1) === RETURN ? at - 2 : at - 1;
    const unit = text.charCodeAt(last);
    // Most lines end with something else.
    if (KEY_UNITS[unit] !== 1 && unit !== COMMA && !isDigit(text.charCodeAt(at + 1)) && text.charCodeAt(at + 1) !== BLANK) continue; // prettier-ignore
    const next = behindBlanks(text, at + 1);
    if (goesOn(text, last, next)) stretches.around(at, next, reaches.key);
    if (isSoft(text, last)) stretches.around(at, next, reaches.text);
    if (isList(text, last, next) || isRowOfNumbers(text, next)) stretches.around(at, next, reaches.list);
  }
}

/** Whether a key that ends at `last` may go on at `next`. */
function goesOn(text: string, last: number, next: number): boolean {
  return KEY_UNITS[text.charCodeAt(next)] === 1 && endsKey(text, last);
}

function isList(text: string, last: number, next: number): boolean {
  return (
    text.charCodeAt(last) === COMMA && isDigit(text.charCodeAt(last - 1)) && isDigit(text.charCodeAt(next))
  );
}

/** A mail's soft line break, after whatever it is. */
function isSoft(text: string, last: number): boolean {
  return text.charCodeAt(last) === EQUALS && text.charCodeAt(last - 1) !== BLANK;
}

function endsKey(text: string, last: number): boolean {
  for (let at = last; at > last - LEAST_KEY; at--) if (KEY_UNITS[text.charCodeAt(at)] !== 1) return false;
  return true;
}

/** Node prints lists of bytes in rows, as columns. */
function isRowOfNumbers(text: string, at: number): boolean {
  let end = at;
  while (end < at + 3 && isDigit(text.charCodeAt(end))) end++;
  return end > at && text.charCodeAt(end) === COMMA;
}

function behindBlanks(text: string, at: number): number {
  let next = at;
  for (let unit = text.charCodeAt(next); unit === BLANK || unit === TAB; unit = text.charCodeAt(next)) next++;
  return next;
}

/** Escapes that follow each other so closely that no longer part of a value is between two of them. */
const CLOSE = 3;
const LEAST_DENSE = 5;

/** Of the encodings that may write nearly every character as an escape, by their marks. */
const BY_MARK = new Map(
  allEncodings.flatMap((encoding) =>
    encoding.lengthAt ? encoding.marks.map((mark) => [mark.charCodeAt(0), encoding] as const) : [],
  ),
);
const ANY_MARK = new RegExp(`[${[...BY_MARK.keys()].map((unit) => literal(String.fromCharCode(unit))).join("")}]`); // prettier-ignore

/** Where nearly every character is an escape, and where an escape says that a line of a key ends. */
export function markEscapes(text: string, reaches: Reaches, stretches: Stretches): void {
  const marks = new RegExp(ANY_MARK, "g");
  let [count, end] = [0, -Infinity];
  while (marks.test(text)) {
    const at = marks.lastIndex - 1;
    if (at < end) continue;
    const length = BY_MARK.get(text.charCodeAt(at))?.lengthAt?.(text, at) ?? 0;
    if (length === 0) continue;
    count = at - end <= CLOSE ? count + 1 : 1;
    end = at + length;
    if (count >= LEAST_DENSE || breaksKey(text, at, end)) stretches.around(at, end, reaches.text);
  }
}

const [BACKSLASH_MARK, PERCENT, ZERO, N, R] = [0x5c, 0x25, 0x30, 0x6e, 0x72];

/** A line's end by an escape, `\n` or `%0A`, in what may be a key or a list of numbers. */
function breaksKey(text: string, at: number, end: number): boolean {
  const mark = text.charCodeAt(at);
  const letter = text.charCodeAt(at + 1);
  const isBreak = mark === BACKSLASH_MARK ? letter === N || letter === R || letter === BACKSLASH_MARK : mark === PERCENT && letter === ZERO; // prettier-ignore
  if (!isBreak) return false;
  const next = behindBlanks(text, end);
  const isNext = KEY_UNITS[text.charCodeAt(next)] === 1 || text.charCodeAt(next) === mark;
  return (isNext && endsKey(text, at - 1)) || isRowOfNumbers(text, next);
}

function isDigit(unit: number): boolean {
  return unit >= ZERO && unit <= 0x39;
}
