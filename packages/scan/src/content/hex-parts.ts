/** A part of a text that says bytes by hexadecimal digits and more, so that no search for the digits finds what they say. */
export interface HexPart {
  readonly name: "hex dump" | "hex list";
  readonly said: Buffer;
  /** Where in the text each of the bytes is. */
  readonly places: readonly number[];
  /** Where the part ends. */
  readonly end: number;
}

/** Rows of `xxd`, `hexdump` and `od`, and lists as C, Go and Java have them. */
export function hexPartsIn(bytes: Buffer): readonly HexPart[] {
  let text: string | undefined;
  const readText = () => (text ??= bytes.toString("latin1"));
  return [
    ...partsAt(bytes, FIRST_OFFSET, (at) => dumpAt(bytes, at)),
    ...partsAt(bytes, LIST_MARK, (at) => listAt(bytes, at, readText)),
  ];
}

/** Six zeros: the first offset has so many in each program's. */
const FIRST_OFFSET = Buffer.from("000000");
const LIST_MARK = Buffer.from("0x");
/** Shorter values aren't looked for. */
const LEAST_BYTES = 6;

type Read = (at: number) => HexPart | undefined;

function partsAt(bytes: Buffer, mark: Buffer, read: Read): readonly HexPart[] {
  const parts: HexPart[] = [];
  for (let at = bytes.indexOf(mark); at >= 0;) {
    const part = read(at);
    if (part) parts.push(part);
    at = bytes.indexOf(mark, part?.end ?? at + mark.length);
  }
  return parts;
}

/** In a comment, or in a list. */
const PREFIX = /(?<=\n)[ \t#*>/|;-]*$/;
const PREFIX_OR_ALL = /(?<=\n|^)[ \t#*>/|;-]*$/;
const LONGEST_PREFIX = 16;
const LONGEST_LINE = 256;
const ROW_END = /\n|$/;
/** What is in the middle of a line may be in a string. */
const ROW_END_IN_STRING = /\n|\\+n|$/;

function dumpAt(bytes: Buffer, at: number): HexPart | undefined {
  const before = bytes.toString("latin1", Math.max(0, at - LONGEST_PREFIX - 1), at);
  const found = (at > LONGEST_PREFIX ? PREFIX : PREFIX_OR_ALL).exec(before);
  const [isWholeLine, prefix] = [found !== null, found?.[0] ?? ""];
  const [said, places]: [number[], number[]] = [[], []];
  let next: { readonly offset: string; readonly count: number } | undefined;
  const goesOn = (offset: string) =>
    offset === "" || next === undefined || follows(offset, next.offset, next.count);
  let row = at - prefix.length;
  while (row < bytes.length) {
    const line = bytes.toString("latin1", row, row + LONGEST_LINE);
    if (!line.startsWith(prefix)) break;
    const isRepeated = line.startsWith("*", prefix.length);
    const digits = isRepeated ? NO_DIGITS : digitsIn(line, prefix.length);
    if (digits === undefined || !goesOn(digits.offset)) break;
    next = isRepeated ? undefined : { offset: digits.offset, count: digits.at.length };
    said.push(...Buffer.from(digits.text, "hex"));
    for (const place of digits.at) places.push(row + place);
    const end = (isWholeLine ? ROW_END : ROW_END_IN_STRING).exec(line);
    row += end ? end.index + end[0].length : line.length;
    if (end?.[0] === "") break;
  }
  const last = places.at(-1);
  // Another one may begin in the last line.
  return last === undefined
    ? undefined
    : { name: "hex dump", said: Buffer.from(said), places, end: last + 1 };
}

/** Programs count in hexadecimal digits, and `od` in octal ones. */
function follows(offset: string, before: string, count: number): boolean {
  return [8, 16].some((base) => Number.parseInt(offset, base) === Number.parseInt(before, base) + count);
}

interface Digits {
  readonly offset: string;
  readonly text: string;
  /** Where in the line each byte's are. */
  readonly at: readonly number[];
}

/** `hexdump -C` has a wider gap after so many bytes. */
const HALF_ROW = 8;

/** Of a row, up to what shows the same as text, which is further away. */
const OFFSET = /[\da-f]{6,16}:?[ \t]+/iy;
/** Of a row that is a star: in its place are rows that are all the same. */
const NO_DIGITS: Digits = { offset: "", text: "", at: [] };

function digitsIn(line: string, from: number): Digits | undefined {
  const offset = new RegExp(OFFSET);
  offset.lastIndex = from;
  if (!offset.test(line)) return undefined;
  const isWords = !line.slice(from, offset.lastIndex).includes(":");
  const group = /((?:[\da-f]{2}){1,8})( {0,2})/iy;
  let text = "";
  const at: number[] = [];
  for (let next = offset.lastIndex; ;) {
    group.lastIndex = next;
    const [, digits = "", gap = ""] = group.exec(line) ?? [];
    if (digits === "") break;
    for (let digit = 0; digit < digits.length; digit += 2) at.push(next + digit);
    // Without a colon a group of two bytes is a number, of which the lower byte comes first.
    text += isWords && digits.length === 4 ? digits.slice(2) + digits.slice(0, 2) : digits;
    next = group.lastIndex;
    if (gap === "" || (gap.length === 2 && at.length !== HALF_ROW)) break;
  }
  return text === ""
    ? undefined
    : { offset: line.slice(from, offset.lastIndex).replace(/:?\s*$/, ""), text, at };
}

function listAt(bytes: Buffer, at: number, readText: () => string): HexPart | undefined {
  // Most are numbers by themselves.
  if (!SOME_OF_LIST.test(bytes.toString("latin1", at, at + LONGEST_LINE))) return undefined;
  const [said, places]: [number[], number[]] = [[], []];
  const each = new RegExp(EACH_OF_LIST);
  let end = at;
  for (each.lastIndex = at; ; end = each.lastIndex) {
    const [, digits] = each.exec(readText()) ?? [];
    if (digits === undefined) break;
    said.push(Number.parseInt(digits, 16));
    places.push(end);
  }
  return said.length < LEAST_BYTES ? undefined : { name: "hex list", said: Buffer.from(said), places, end };
}

const SOME_OF_LIST = /^0x[\da-f]{1,2}[uU]?\s*,\s*(?:\(byte\)\s*)?0x[\da-f]{1,2}[uU]?\s*,/i;
const EACH_OF_LIST = /0x([\da-f]{1,2})u?(?:(?:[\s,]|\\+[nrt])*(?:\(byte\)\s*)?(?=0x))?/iy;
