import { type Encoding, utf8, utf8Escapes } from "./encoding.ts";

/** URLs: `%2F`. */
export const percent: Encoding = {
  name: "percent",
  marks: ["%"],
  changes: /[^A-Za-z0-9_.-]/,
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

const mailBytes = bytesBehind("=");

/** Mails: `=2F`, and lines that go on behind a `=`. */
export const quotedPrintable: Encoding = {
  ...mailBytes,
  name: "quoted-printable",
  marks: ["="],
  changes: /[^ -<>-~]|^[.-]|^.{60}/su,
  escape: new RegExp(String.raw`=\r?\n|${mailBytes.escape.source}`, "y"),
  decode: (escape) => (escape.endsWith("\n") ? "" : mailBytes.decode(escape)),
  partial: new RegExp(String.raw`=\r?$|${mailBytes.partial.source}`),
};

/** Bytes as two digits behind a mark. */
function bytesBehind(mark: string): Pick<Encoding, "escape" | "decode" | "lengthAt" | "partial"> {
  const hex = "[0-9a-fA-F]";
  const inner = `${mark}[89abAB]${hex}`;
  return {
    escape: new RegExp(`${mark}[0-7]${hex}|${utf8Escapes((first, last) => `${mark}${first}${last}`)}`, "y"),
    decode: (escape) =>
      utf8(
        escape
          .split(mark)
          .slice(1)
          .map((digits) => Number.parseInt(digits, 16)),
      ),
    lengthAt: (source, at) =>
      isHexDigit(source.charCodeAt(at + 1)) && isHexDigit(source.charCodeAt(at + 2)) ? LENGTH : 0,
    partial: new RegExp(`${mark}(?:${hex}|[c-fC-F]${hex}(?:${inner}){0,2}(?:${mark}[89abAB]?)?)?$`),
  };
}

/** `%2F` */
const LENGTH = 3;

function isHexDigit(unit: number): boolean {
  const small = unit | 0x20;
  return (unit >= 0x30 && unit <= 0x39) || (small >= 0x61 && small <= 0x66);
}
