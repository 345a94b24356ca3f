import type { Part } from "./derived-values.ts";

interface LineOptions {
  /** Only what nobody writes who doesn't mean the secret. */
  readonly sure: boolean;
  readonly isJson: boolean;
}

const LINE_END = /\r\n|\n|\r/g;
/** Shorter lines are found where they are words of their own, and the shortest not at all. */
const LEAST_LINE = 16;
const LEAST_WORD = 4;

/** Of a text of several lines. Loggers break it into lines, and a line of a key is worth as much as a half of it. */
export function partsInLines(text: string, options: LineOptions): readonly Part[] {
  const whole = ["\n", "\r\n"].map((end) => ({ text: text.replace(LINE_END, end) }));
  const parts = text.includes("-----BEGIN") ? keyParts(text, options) : lineParts(text, options);
  return [...whole, ...parts];
}

function lineParts(text: string, { sure, isJson }: LineOptions): readonly Part[] {
  const lines = trimmedLines(text);
  if (sure) return lines.filter((line) => KEY_LINE.test(line)).map((line) => ({ text: line }));
  const least = isJson ? LEAST_LINE : LEAST_WORD;
  return lines
    .filter((line) => line.length >= least)
    .map((line) => ({ text: line, word: line.length < LEAST_LINE }));
}

/** As a key has it in base64 or hexadecimal digits. */
const KEY_LINE = /^[\w+/=-]{32,}$/;

/** The lines that say what kind of key it is are in every such file. */
function keyParts(text: string, { sure }: LineOptions): readonly Part[] {
  const secretText = sure ? text.replaceAll(PUBLIC_BLOCK, "") : text;
  const body = trimmedLines(secretText).filter((line) => !line.startsWith("-----"));
  const least = sure ? LEAST_LINE : LEAST_WORD;
  return [...body.filter((line) => line.length >= least), body.join("")].map((line) => ({ text: line }));
}

/** What anybody may know who meets the key's owner. */
const PUBLIC_BLOCK =
  /-----BEGIN ([A-Z0-9 ]*(?:CERTIFICATE|PUBLIC KEY|PARAMETERS))-----[^-]*-----END \1-----/g;

function trimmedLines(text: string): readonly string[] {
  return text.split(LINE_END).map((line) => line.trim());
}
