import { type Encoding, NONE, UNKNOWN } from "./encoding.ts";

/** What keys, base64 and hexadecimal digits are made of. */
export const KEY_CHARACTER = "[A-Za-z0-9+/_=-]";
/** So many of them before a line's end make it worth a look. */
export const LEAST_KEY = 12;

/** Base64 and keys in lines of any width; lists of numbers in lines. */
export const lineBreaks: Encoding = {
  name: "line breaks",
  marks: ["\r\n", "\n"],
  escape: new RegExp(
    String.raw`(?<=${KEY_CHARACTER}{${LEAST_KEY}})\r?\n[ \t]*(?=${KEY_CHARACTER})|(?<=\d,)\r?\n[ \t]*(?=\d)`,
    "y",
  ),
  decode: (escape) => (escape.startsWith(",") ? " " : ""),
  // Most lines end with something else.
  quick: (source, at) => (BEFORE[source.charCodeAt(at - 1)] === 1 ? UNKNOWN : NONE),
  readsBefore: true,
  isInner: true,
  partial: /[\r\n][ \t\r\n]{0,64}$/g,
};

/** By the unit, 1 for what keys are made of. */
export const KEY_UNITS: Uint8Array = unitsOf(KEY_CHARACTER);
const BEFORE = unitsOf(`${KEY_CHARACTER}|,`);

function unitsOf(characters: string): Uint8Array {
  const expression = new RegExp(characters);
  return Uint8Array.from({ length: 128 }, (_, unit) => Number(expression.test(String.fromCharCode(unit))));
}

/** Node prints lists of numbers in columns. */
export const columns: Encoding = {
  name: "columns",
  marks: [",  "],
  escape: /, {2,4}(?=\d)/y,
  decode: () => ", ",
  partial: /, {0,4}$/g,
};
