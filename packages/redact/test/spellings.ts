import { runInNewContext } from "node:vm";

import * as he from "he";
import * as qp from "libqp";

/** How a language lets its writer escape any character, whether its encoders do or not. */
export interface Spelling {
  /** What can't be left as it is. */
  readonly must: RegExp;
  /** What can't be written at all. */
  readonly never?: RegExp;
  /** The ways to write a character, in capitals or small. */
  readonly ways: readonly ((character: string, digits: Digits) => string | undefined)[];
  /** What may be between any two characters, or two escapes, and means nothing. */
  readonly between?: readonly string[];
  /** The language's own reader. */
  readonly read?: (written: string) => string | null;
}

/** Hexadecimal digits, in capitals or small, with zeros before them. */
type Digits = (code: number, least: number) => string;

const codeOf = (character: string) => character.codePointAt(0) ?? 0;
const units: Way = (character, digits) =>
  character.replace(/[^]/g, (unit) => String.raw`\u${digits(unit.charCodeAt(0), 4)}`);
const latin: Way = (character, digits) =>
  codeOf(character) < 256 ? String.raw`\x${digits(codeOf(character), 2)}` : undefined;
const octal: Way = (character) =>
  codeOf(character) < 128 ? `\\${codeOf(character).toString(8).padStart(3, "0")}` : undefined;
const itself: Way = (character) => (/^[!-/:-@[-`{-~ ]$/.test(character) ? `\\${character}` : undefined);
const short: Way = (character) =>
  ({ "\n": "\\n", "\r": "\\r", "\t": "\\t", '"': '\\"', "\\": "\\\\", "/": "\\/" })[character];
const bytes =
  (mark: string): Way =>
  (character, digits) =>
    Array.from(Buffer.from(character), (byte) => mark + digits(byte, 2)).join("");

type Way = Spelling["ways"][number];

const IN_QUOTES = /["\\\p{Cc}]/u;
const NO_HTML = /[^\P{Cc}\t\n]/u;
const NO_MAIL = /[^ -<>-~\t]/;

export const spellings: Readonly<Record<string, Spelling>> = {
  JSON: { must: IN_QUOTES, ways: [units, short], read: (written) => JSON.parse(`"${written}"`) as string },
  JavaScript: {
    must: IN_QUOTES,
    ways: [units, latin, itself, short, (each, digits) => String.raw`\u{${digits(codeOf(each), 1)}}`],
    read: (written) => String(runInNewContext(`"${written}"`)),
  },
  Python: {
    must: IN_QUOTES,
    ways: [latin, octal, short, (each, digits) => String.raw`\U${digits(codeOf(each), 8)}`],
  },
  "C, bytes of Python, a shell's $'…'": {
    must: IN_QUOTES,
    ways: [
      bytes(String.raw`\x`),
      short,
      (each) => Array.from(Buffer.from(each), (byte) => `\\${byte.toString(8).padStart(3, "0")}`).join(""),
    ],
  },
  "a shell without quotes, Markdown": { must: /[ -,:-@[-`{-~]/, never: /\p{Cc}/u, ways: [itself] },
  "a regular expression": { must: /[^\w-]/, ways: [itself, units, latin] },
  "a URL": { must: /[% +&#]/, ways: [bytes("%")], read: decodeURIComponent },
  "a form": {
    must: /[% +&#]/,
    ways: [bytes("%"), (each) => (each === " " ? "+" : undefined)],
    read: (written) => new URLSearchParams(`v=${written}`).get("v"),
  },
  HTML: {
    must: /[&<>"]/,
    never: NO_HTML,
    ways: [
      (each) => `&#${String(codeOf(each))};`,
      (each, digits) => `&#x${digits(codeOf(each), 1)};`,
      (each, digits) => `&#X${digits(codeOf(each), 4)};`,
      (each) => he.encode(each, { useNamedReferences: true }),
    ],
    read: (written) => he.decode(written),
  },
  "HTML without semicolons": {
    must: /[&<>"]/,
    never: /[\p{Cc}\da-fA-F;]/u,
    ways: [(each) => `&#${String(codeOf(each))}`, (each, digits) => `&#x${digits(codeOf(each), 1)}`],
    read: (written) => he.decode(written),
  },
  "quoted-printable": {
    must: NO_MAIL,
    ways: [bytes("=")],
    between: ["=\n", "=\r\n"],
    read: (written) => Buffer.from(qp.decode(written)).toString(),
  },
  "quoted-printable with blanks behind its lines": {
    must: NO_MAIL,
    ways: [bytes("=")],
    between: ["= \n", "=\t \r\n"],
  },
};

/** Writes a value so; what is escaped, and how, is said by the choices, one after the other. */
export function spelled(
  value: string,
  { must, never, ways, between }: Spelling,
  choices: readonly number[],
): string | undefined {
  if (never?.test(value)) return undefined;
  let at = 0;
  const choose = (count: number) => (choices[at++ % choices.length] ?? 0) % count;
  const digits: Digits = (code, least) => {
    const text = code.toString(16).padStart(least, "0");
    return choose(2) === 0 ? text : text.toUpperCase();
  };
  const parts = Array.from(value, (character) => {
    const written = ways.flatMap((way) => way(character, digits) ?? []);
    const isEscaped = written.length > 0 && (must.test(character) || choose(3) === 0);
    return isEscaped ? (written[choose(written.length)] ?? character) : character;
  });
  if (!between) return parts.join("");
  return parts
    .flatMap((part) => part.match(/=..|[^]/gu) ?? [])
    .reduce((text, part) => text + (choose(4) === 0 ? between[choose(between.length)] : "") + part);
}
