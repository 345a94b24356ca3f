import { KEY_UNITS, LEAST_KEY } from "../encodings/line-breaks.ts";
import { LEAST_ANCHOR } from "./anchors.ts";
import type { Grams } from "./grams.ts";
import type { Stretches } from "./stretches.ts";

const [RETURN, TAB, BLANK, COMMA, EQUALS] = [0x0d, 0x09, 0x20, 0x2c, 0x3d];

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
    const unit = bytes[last] as number;
    // Most lines end with something else.
    if (KEY_UNITS[unit] !== 1 && unit !== COMMA && !isDigit(bytes[at + 1]) && bytes[at + 1] !== BLANK)
      continue;
    const next = behindBlanks(bytes, at + 1);
    if (goesOn(bytes, last, next, reaches)) stretches.around(at, next, reaches.key);
    if (isSoft(bytes, last)) stretches.around(at, next, reaches.text);
    if (isList(bytes, last, next) || isRowOfNumbers(bytes, next)) stretches.around(at, next, reaches.list);
  }
}

/** Whether a key that ends at `last` may go on at `next`. */
function goesOn(bytes: Units, last: number, next: number, { grams }: Reaches): boolean {
  return (
    KEY_UNITS[bytes[next] as number] === 1 && endsKey(bytes, last) && grams.mayBeCut(bytes, last + 1, next)
  );
}

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

/**
 * A mark of an escape that means a letter or a digit, or a line's end; or of one of a backslash, behind which there may be such
 * an escape of another string. Of the other escapes a text may be full.
 */
const SIGN: RegExp = new RegExp(
  [
    String.raw`\\(?=[nr\\]|x[3-7]|u00[3-7]|u\{0*[3-7]|U0{6}[3-7]|[\dcdg-mo-qswyzA-DF-TV-Z])`,
    String.raw`[%=](?=[3-7][\da-fA-F])|%(?=0[aAdD])|&(?=#)`,
  ].join("|"),
  "g",
);
/** So many signs tell that all of a value is escaped: else its longest run of letters and digits is in the text as it is. */
const LEAST_ROW = LEAST_ANCHOR;
/** Of a row: `&#x000…41;`, which takes zeros in any number, or `\U00000041` in strings within strings, with more backslashes. */
const WIDEST_STEP = 27;
const [BACKSLASH_MARK, ZERO, N, R] = [0x5c, 0x30, 0x6e, 0x72];

/** Where nearly every character is an escape, and where an escape says that a line of a key ends. */
export function markEscapes({ text, bytes }: ByteText, reaches: Reaches, stretches: Stretches): void {
  const signs = new RegExp(SIGN);
  let [count, last] = [0, -Infinity];
  while (signs.test(text)) {
    const at = signs.lastIndex - 1;
    const letter = bytes[at + 1];
    const isBackslash = bytes[at] === BACKSLASH_MARK;
    if (isBackslash ? letter === N || letter === R || letter === BACKSLASH_MARK : letter === ZERO) {
      const end = at + (isBackslash ? 2 : 3);
      if (breaksKey(bytes, at, end, reaches)) stretches.around(at, end, reaches.text);
      continue;
    }
    count = at - last <= WIDEST_STEP ? count + 1 : 1;
    last = at;
    if (count >= LEAST_ROW) stretches.around(at, at + WIDEST_STEP, reaches.text);
  }
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
