import { type Encoding, NONE, UNKNOWN } from "./encoding.ts";

/** Base64 and keys in lines of any width; lists of numbers in lines. */
export const lineBreaks: Encoding = {
  name: "line breaks",
  marks: ["\r\n", "\n"],
  changes: /^/,
  escape: /(?<=[A-Za-z0-9+/_=-]{12})\r?\n[ \t]*(?=[A-Za-z0-9+/_=-])|(?<=\d,)\r?\n[ \t]*(?=\d)/y,
  decode: (escape) => (escape.startsWith(",") ? " " : ""),
  // Most lines end with something else.
  quick: (source, at) => (BEFORE.has(source.charCodeAt(at - 1)) ? UNKNOWN : NONE),
  readsBefore: true,
  isInner: true,
  partial: /[\r\n][ \t\r\n]{0,64}$/,
};

const BEFORE = new Set(
  Array.from("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/_=-,", (unit) =>
    unit.charCodeAt(0),
  ),
);

/** Node prints lists of numbers in columns. */
export const columns: Encoding = {
  name: "columns",
  marks: [",  "],
  changes: /^/,
  escape: /, {2,4}(?=\d)/y,
  decode: () => ", ",
  partial: /, {0,4}$/,
};
