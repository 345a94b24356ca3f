import { backslash } from "../encodings/backslash.ts";
import { binary } from "../encodings/bytes.ts";
import type { Encoding } from "../encodings/encoding.ts";
import { html } from "../encodings/html.ts";
import { percent, quotedPrintable } from "../encodings/percent.ts";
import { meaningOf } from "../encodings/view.ts";
import type { ByteText } from "./escape-marks.ts";
import { folded, Pieces } from "./pieces.ts";
import type { Stretches } from "./stretches.ts";

/** The encodings in which any character may be an escape, by their marks. */
const BY_MARK = new Map<string, Encoding>(
  [backslash, percent, html, quotedPrintable].flatMap((each) => each.marks.map((mark) => [mark, each])),
);
const IS_MARK = /^[\\%&=]$/;

/** So much of a value is hardly ever by chance beside an escape. */
const LONGEST_PIECE = 6;
/** So much is read in what an escape and those behind it say. */
const LONGEST_INNER = 64;
/** As the views go. */
const DEEPEST_ESCAPE = 3;
/** Where there is something to look at every so many units, it costs less to read all of the text. */
const DENSE = 10;
const FREE_LOOKS = 1000;

/**
 * Finds the escapes that may be the first of a value: what is before them as it is, with what they say and what follows says,
 * has a piece of a value. Of each value that is written with escapes one is the first.
 */
export class EscapeSigns {
  readonly #pieces: Pieces;
  /** By the unit, whether a value has it; by two units, whether it has them. */
  readonly #units = new Uint8Array(1 << 8);
  readonly #pairs = new Uint8Array(1 << 16);

  /** @param patterns All that is looked for, as bytes of one character each. */
  constructor(patterns: readonly string[]) {
    const length = patterns.reduce((least, pattern) => Math.min(least, pattern.length), LONGEST_PIECE);
    this.#pieces = new Pieces(patterns, length);
    for (const pattern of patterns) {
      for (let at = 0; at < pattern.length; at++) {
        this.#units[folded(pattern.charCodeAt(at))] = 1;
        this.#pairs[(folded(pattern.charCodeAt(at)) << 8) | folded(pattern.charCodeAt(at + 1))] = 1;
      }
    }
  }

  mark(source: ByteText, reach: number, stretches: Stretches): void {
    const { text, bytes } = source;
    for (const mark of BY_MARK.keys()) {
      let looks = 0;
      for (let at = text.indexOf(mark); at >= 0; at = text.indexOf(mark, at + 1)) {
        if (!this.#isLikely(bytes, at)) continue;
        const before = text.slice(Math.max(0, at - this.#pieces.length + 1), at);
        if (this.#isSign(text, at, before, 0)) stretches.around(at, at + 1, reach);
        if (++looks <= FREE_LOOKS + at / DENSE) continue;
        stretches.around(at, text.length, reach);
        break;
      }
    }
  }

  /** Told by a few units: most marks are of no escape, or of one that says what no value has there. */
  #isLikely(bytes: Uint8Array, at: number): boolean {
    const [mark, first, second] = [bytes[at], bytes[at + 1] as number, bytes[at + 2] as number];
    if (mark === AMPERSAND) return first === NUMBER_SIGN || isLetter(first);
    if (mark === BACKSLASH_SIGN) return !this.#isCommon(bytes, at);
    if (!isHexDigit(first) || !isHexDigit(second)) return mark === EQUALS_SIGN && endsLine(bytes, at + 1);
    const unit = (digitOf(first) << 4) | digitOf(second);
    return unit >= 0x80 || this.#mayBeAt(bytes, at, unit, at + 3);
  }

  /** Most backslashes are of a line's end or a quote, in strings within strings too. */
  #isCommon(bytes: Uint8Array, at: number): boolean {
    let letter = at + 1;
    while (bytes[letter] === BACKSLASH_SIGN) letter++;
    const unit = SAID[bytes[letter] as number] ?? -1;
    if (unit < 0) return false;
    if (letter === at + 1) return !this.#mayBeAt(bytes, at, unit, at + 2);
    return this.#units[unit] === 0 && this.#units[BACKSLASH_SIGN] === 0;
  }

  /** Whether a value may have what an escape says that begins and ends there. */
  #mayBeAt(bytes: Uint8Array, start: number, said: number, end: number): boolean {
    const unit = folded(said);
    if (this.#units[unit] === 0) return isMarkUnit(unit);
    const [before, behind] = [folded(bytes[start - 1] as number), folded(bytes[end] as number)];
    return isMarkUnit(unit) || isMarkUnit(behind) || this.#pairs[(before << 8) | unit] === 1 || this.#pairs[(unit << 8) | behind] === 1; // prettier-ignore
  }

  #isSign(text: string, at: number, before: string, depth: number): boolean {
    const encoding = BY_MARK.get(text.charAt(at));
    const first = encoding && escapeAt(text, at, encoding);
    if (!first) return false;
    const { meaning, end } = first;
    if (IS_MARK.test(meaning) && depth < DEEPEST_ESCAPE) {
      const inner = read(text, end, encoding, LONGEST_INNER);
      if (this.#isSign(meaning + inner.said, 0, before, depth + 1)) return true;
    }
    if (meaning !== "" && this.#units[folded(meaning.charCodeAt(0))] === 0) return false;
    const { said, isMixed } = read(text, end, encoding, this.#pieces.length);
    return isMixed || this.#hasPiece(before, meaning, said);
  }

  /** Whether a piece of a value has something of both sides. */
  #hasPiece(before: string, meaning: string, ahead: string): boolean {
    const text = before + meaning + ahead;
    const last = before.length + Math.max(0, meaning.length - 1);
    for (let at = 0; at <= last && at + this.#pieces.length <= text.length; at++)
      if (this.#pieces.isInText(text, at)) return true;
    return false;
  }
}

const [BACKSLASH_SIGN, PERCENT_SIGN, AMPERSAND, EQUALS_SIGN] = [0x5c, 0x25, 0x26, 0x3d];
const NUMBER_SIGN = 0x23;
/** What a backslash says before each unit; -1 where that takes more than one. */
const SAID = Array.from(
  { length: 128 },
  (_, unit) => backslash.quick?.(`\\${String.fromCharCode(unit)}`, 0) ?? -1,
);

function isMarkUnit(unit: number): boolean {
  return unit === BACKSLASH_SIGN || unit === PERCENT_SIGN || unit === AMPERSAND || unit === EQUALS_SIGN;
}

function isLetter(unit: number): boolean {
  return (unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x7a;
}

function isHexDigit(unit: number): boolean {
  return (unit >= 0x30 && unit <= 0x39) || ((unit | 0x20) >= 0x61 && (unit | 0x20) <= 0x66);
}

function digitOf(unit: number): number {
  return unit <= 0x39 ? unit - 0x30 : (unit | 0x20) - 0x57;
}

function endsLine(bytes: Uint8Array, from: number): boolean {
  let at = from;
  while (bytes[at] === 0x20 || bytes[at] === 0x09 || bytes[at] === 0x0d) at++;
  return bytes[at] === 0x0a;
}

const ONE_BYTE_EACH = /^[\0-\x7f]*$/;

interface Escape {
  readonly meaning: string;
  readonly end: number;
}

function escapeAt(text: string, at: number, encoding: Encoding): Escape | undefined {
  const { escape } = encoding;
  escape.lastIndex = at;
  if (!escape.test(text)) return undefined;
  const end = escape.lastIndex;
  const meaning = meaningOf(text, at, end, encoding);
  return meaning === undefined
    ? undefined
    : { meaning: ONE_BYTE_EACH.test(meaning) ? meaning : binary(meaning), end };
}

/** So many units of what a text says from there on, and whether it says some of them by another encoding, or by the same twice. */
function read(text: string, from: number, encoding: Encoding, count: number) {
  let [said, isMixed] = ["", false];
  for (let at = from; said.length < count && at < text.length;) {
    const other = BY_MARK.get(text.charAt(at));
    const next = other && escapeAt(text, at, other);
    const isSame = next !== undefined && other === encoding;
    isMixed ||= next !== undefined && (!isSame || IS_MARK.test(next.meaning));
    said += isSame ? next.meaning : text.charAt(at);
    at = isSame ? next.end : at + 1;
  }
  return { said, isMixed };
}
