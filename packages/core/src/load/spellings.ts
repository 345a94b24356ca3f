import { unicode } from "../util/text.ts";

/**
 * What a text may say in another spelling: with escapes, in base64 or hex, as numbers of characters, backwards. Each is
 * decoded wherever it could stand; what was none comes out as nonsense, in which nothing is found.
 */
export function spellings(text: string): readonly string[] {
  const readings = [text, unescaped(text), ...decoded(text)];
  return [...readings, ...readings.slice(0, 2).map(backwards)];
}

/** Letters and digits only, in one case: what is between them may have been put there. */
export function squeezed(text: string): string {
  return text.toLowerCase().replace(unicode("[^\\p{L}\\p{N}]+"), "");
}

function backwards(text: string): string {
  return Array.from(text).toReversed().join("");
}

/** `\"`, `\u0041`, `\x41`, `&#x41;`, `%41`. */
function unescaped(text: string): string {
  return text
    .replace(/(?:%[0-9a-f]{2})+/gi, (run) => lossyUtf8(bytesOfHex(run.replaceAll("%", ""))))
    .replace(/\\u\{?([0-9a-f]{1,6})\}?|\\x([0-9a-f]{2})|&#x([0-9a-f]{1,6});/gi, (_, ...codes: string[]) =>
      character(Number.parseInt(codes.find((code) => code !== undefined) ?? "", 16)),
    )
    .replace(/\\(.)/g, "$1");
}

function decoded(text: string): string[] {
  const inBase64 = runs(text, /[\w+/-]{8,}/g).filter((run) => !WORD.test(run));
  // Without what is between the bytes of `68 75` and `68:75`.
  const inHex = runs(squeezed(text), /[0-9a-f]{12,}/g);
  return [
    ...inBase64.flatMap((run) => [0, 1, 2, 3].map((skipped) => base64(run.slice(skipped)))),
    ...inHex.flatMap((run) => [0, 1].map((skipped) => hexText(run.slice(skipped)))),
    ...characters(runs(text, /\d+/g).map(Number)),
  ];
}

/** Eight letters of base64 are hardly ever all small ones. */
const WORD = /^[A-Z]?[a-z]{0,20}$/;

function runs(text: string, pattern: RegExp): string[] {
  return [...text.matchAll(pattern)].map(([run]) => run);
}

function base64(run: string): string {
  const standard = run.replaceAll("-", "+").replaceAll("_", "/");
  const whole = standard.slice(0, standard.length - (standard.length % 4 === 1 ? 1 : 0));
  return lossyUtf8(Uint8Array.from(atob(whole), (byte) => byte.charCodeAt(0)));
}

function hexText(run: string): string {
  return lossyUtf8(bytesOfHex(run.slice(0, run.length - (run.length % 2))));
}

function bytesOfHex(digits: string): Uint8Array {
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Numbers may be those of bytes, or of characters. */
function characters(codes: readonly number[]): string[] {
  return [lossyUtf8(Uint8Array.from(codes.filter((code) => code < 256))), codes.map(character).join("")];
}

function character(code: number): string {
  return code <= 0x10_ff_ff ? String.fromCodePoint(code) : "";
}

function lossyUtf8(bytes: Uint8Array): string {
  return new TextDecoder().decode(bytes);
}
