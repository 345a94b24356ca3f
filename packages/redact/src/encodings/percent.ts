import { type Encoding, utf8, utf8Escapes } from "./encoding.ts";

/** URLs: `%2F`. */
export const percent: Encoding = {
  name: "percent",
  marks: ["%"],
  ...bytesBehind("%"),
};

/** Forms and the queries of URLs: the same, and `+` for a space. */
export const form: Encoding = {
  name: "form",
  marks: ["%", "+"],
  partial: percent.partial,
  changes: / /,
  escape: new RegExp(String.raw`\+|${percent.escape.source}`, "y"),
  decode: (escape) => (escape === "+" ? " " : percent.decode(escape)),
};

/** What is before the end of a mail's line that goes on. White space behind it is the way's, not the text's. */
const SOFT_END = String.raw`[ \t]{0,32}\r?`;
const SOFT_BREAK = `=${SOFT_END}\n`;
const mailBytes = bytesBehind("=", { whole: `(?:${SOFT_BREAK})*`, begun: SOFT_END });

/** Mails: `=2F`, and lines that go on behind a `=`: where a line is full, in the middle of a character too. */
export const quotedPrintable: Encoding = {
  ...mailBytes,
  name: "quoted-printable",
  marks: ["="],
  escape: new RegExp(`${SOFT_BREAK}|${mailBytes.escape.source}`, "y"),
  decode: (escape) => mailBytes.decode(escape.replaceAll(SOFT_BREAKS, "")),
  partial: new RegExp(`=${SOFT_END}$|${mailBytes.partial.source}`, "g"),
};

const SOFT_BREAKS = new RegExp(SOFT_BREAK, "g");

/**
 * Bytes as two digits behind a mark.
 *
 * @param between Expressions for what may be between the bytes of a character, and for what follows the mark of it.
 */
function bytesBehind(
  mark: string,
  between = { whole: "", begun: "" },
): Pick<Encoding, "escape" | "decode" | "partial"> {
  const hex = "[0-9a-fA-F]";
  const first = `[c-fC-F]${hex}`;
  const inner = `${between.whole}${mark}[89abAB]${hex}`;
  const cut = `${between.whole}(?:${mark}(?:[89abAB]|${between.begun}))?`;
  return {
    escape: new RegExp(
      `${mark}[0-7]${hex}|${utf8Escapes((...digits) => mark + digits.join(""), between.whole)}`,
      "y",
    ),
    decode: (escape) =>
      utf8(
        escape
          .split(mark)
          .slice(1)
          .map((digits) => Number.parseInt(digits, 16)),
      ),
    partial: new RegExp(`${mark}(?:${hex}|${first}(?:${inner}){0,2}${cut})?$`, "g"),
  };
}
