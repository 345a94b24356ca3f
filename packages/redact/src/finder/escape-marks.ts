import { KEY_UNITS, LEAST_KEY } from "../encodings/line-breaks.ts";
import { literal } from "../encodings/literal.ts";
import { allEncodings } from "../encodings/views.ts";
import type { Stretches } from "./stretches.ts";

const [RETURN, TAB, BLANK, COMMA, EQUALS] = [0x0d, 0x09, 0x20, 0x2c, 0x3d];

type Units = Uint8Array;

/** How far what is written on both sides of a sign may be of one value. */
export interface Reaches {
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
    const unit = bytes[last] as number;
    // Most lines end with something else.
    if (KEY_UNITS[unit] !== 1 && unit !== COMMA && !isDigit(bytes[at + 1]) && bytes[at + 1] !== BLANK)
      continue;
    const next = behindBlanks(bytes, at + 1);
    if (goesOn(bytes, last, next)) stretches.around(at, next, reaches.key);
    if (isSoft(bytes, last)) stretches.around(at, next, reaches.text);
    if (isList(bytes, last, next) || isRowOfNumbers(bytes, next)) stretches.around(at, next, reaches.list);
  }
}

/** Whether a key that ends at `last` may go on at `next`. */
function goesOn(bytes: Units, last: number, next: number): boolean {
  return KEY_UNITS[bytes[next] as number] === 1 && endsKey(bytes, last);
}

function isList(bytes: Units, last: number, next: number): boolean {
  return bytes[last] === COMMA && isDigit(bytes[last - 1]) && isDigit(bytes[next]);
}

/** A mail's soft line break, after whatever it is. */
function isSoft(bytes: Units, last: number): boolean {
  return bytes[last] === EQUALS && bytes[last - 1] !== BLANK;
}

function endsKey(bytes: Units, last: number): boolean {
  for (let at = last; at > last - LEAST_KEY; at--) if (KEY_UNITS[bytes[at] as number] !== 1) return false;
  return true;
}

/** Node prints lists of bytes in rows, as columns. */
function isRowOfNumbers(bytes: Units, at: number): boolean {
  let end = at;
  while (end < at + 3 && isDigit(bytes[end])) end++;
  return end > at && bytes[end] === COMMA;
}

function behindBlanks(bytes: Units, at: number): number {
  let next = at;
  while (bytes[next] === BLANK || bytes[next] === TAB) next++;
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
export function markEscapes({ text, bytes }: ByteText, reaches: Reaches, stretches: Stretches): void {
  const marks = new RegExp(ANY_MARK, "g");
  let [count, end] = [0, -Infinity];
  while (marks.test(text)) {
    const at = marks.lastIndex - 1;
    if (at < end) continue;
    const length = BY_MARK.get(bytes[at] as number)?.lengthAt?.(text, at) ?? 0;
    if (length === 0) continue;
    count = at - end <= CLOSE ? count + 1 : 1;
    end = at + length;
    if (count >= LEAST_DENSE || breaksKey(bytes, at, end)) stretches.around(at, end, reaches.text);
  }
}

const [BACKSLASH_MARK, PERCENT, ZERO, N, R] = [0x5c, 0x25, 0x30, 0x6e, 0x72];

/** A line's end by an escape, `\n` or `%0A`, in what may be a key or a list of numbers. */
function breaksKey(bytes: Units, at: number, end: number): boolean {
  const mark = bytes[at];
  const letter = bytes[at + 1];
  const isBreak = mark === BACKSLASH_MARK ? letter === N || letter === R || letter === BACKSLASH_MARK : mark === PERCENT && letter === ZERO; // prettier-ignore
  if (!isBreak) return false;
  const next = behindBlanks(bytes, end);
  const isNext = KEY_UNITS[bytes[next] as number] === 1 || bytes[next] === mark;
  return (isNext && endsKey(bytes, at - 1)) || isRowOfNumbers(bytes, next);
}

function isDigit(unit: number | undefined): boolean {
  return unit !== undefined && unit >= ZERO && unit <= 0x39;
}
