import { character, type Encoding, UNKNOWN, utf8, utf8Escapes } from "./encoding.ts";

const HEX_DIGIT = "[0-9a-fA-F]";
const OCTAL = String.raw`\\2[0-7]{2}`;

/**
 * JSON, JavaScript, Python, Go, PHP, C, shells, SQL, YAML's double quotes, Java's properties: `\n` and `\u00e9`, and
 * before any other character a backslash that only says that the character means itself.
 */
export const backslash: Encoding = {
  name: "backslash",
  marks: ["\\"],
  escape: new RegExp(
    [
      utf8Escapes((first, last) => String.raw`\\x${first}${last}`),
      String.raw`\\3[0-3][0-7]${OCTAL}|\\34[0-7](?:${OCTAL}){2}|\\35[0-7](?:${OCTAL}){2}|\\36[0-4](?:${OCTAL}){3}`,
      String.raw`\\u[dD][89abAB]${HEX_DIGIT}{2}\\u[dD][c-fC-F]${HEX_DIGIT}{2}`,
      String.raw`\\u(?:${HEX_DIGIT}{4}|\{${HEX_DIGIT}{1,6}\})|\\U${HEX_DIGIT}{8}|\\x${HEX_DIGIT}{2}|\\[0-3][0-7]{2}`,
      String.raw`\\[^]`,
    ].join("|"),
    "y",
  ),
  decode,
  quick: (source, at) => UNITS[source.charCodeAt(at + 1)] ?? UNKNOWN,
  // Of a character in bytes or halves the escapes come together: whatever may still be one is waited for.
  // One that is whole isn't: what follows may be more hexadecimal digits.
  partial: new RegExp(
    [
      String.raw`\\(?:u(?:${HEX_DIGIT}{0,3}|\{${HEX_DIGIT}{0,6})|U${HEX_DIGIT}{0,7}|x${HEX_DIGIT}?|[0-7]{1,2}`,
      String.raw`u[dD][89abAB]${HEX_DIGIT}{2}(?:\\(?:u${HEX_DIGIT}{0,3})?)?`,
      String.raw`x[c-fC-F]${HEX_DIGIT}(?:\\x[89abAB]${HEX_DIGIT}){0,2}(?:\\(?:x${HEX_DIGIT}?)?)?`,
      String.raw`3[0-6][0-7](?:${OCTAL}){0,2}(?:\\(?:2[0-7]?)?)?)?$`,
    ].join("|"),
    "g",
  ),
};

const LETTERS: Readonly<Record<string, string>> = {
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  v: "\v",
  a: "\x07",
  e: "\x1b",
  E: "\x1b",
};

/** By the character behind the backslash; digits and what begins a number are left to the expression. */
const UNITS = Array.from({ length: 128 }, (_, code) => {
  const letter = String.fromCharCode(code);
  return /[uUx0-7]/.test(letter) ? UNKNOWN : (LETTERS[letter] ?? letter).charCodeAt(0);
});

function decode(escape: string): string | undefined {
  const letter = escape.charAt(1);
  if (escape.length === 2) return letter < "\x80" ? (LETTERS[letter] ?? letter) : undefined;
  if (letter === "u" || letter === "U") return unicode(escape);
  const base = letter === "x" ? 16 : 8;
  const bytes = escape
    .split("\\")
    .slice(1)
    .map((digits) => Number.parseInt(digits.replace("x", ""), base));
  return bytes.length === 1 ? character(bytes[0] ?? 0) : utf8(bytes);
}

/** `\ud83d\udd11` is two units; `\u{1f511}` and `\U0001f511` are one character. */
function unicode(escape: string): string | undefined {
  if (escape.charAt(1) === "U" || escape.charAt(2) === "{")
    return character(Number.parseInt(escape.replace(/[\\uU{}]/g, ""), 16));
  const units = escape.split(String.raw`\u`).slice(1);
  return String.fromCharCode(...units.map((digits) => Number.parseInt(digits, 16)));
}
