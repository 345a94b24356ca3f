import type { FoundSecret, SecretFinder } from "@confide/redact";

import { type HexPart, hexPartsIn } from "./hex-parts.ts";
import { kindOf } from "./kind.ts";
import { isText, isTextUnit } from "./text-bytes.ts";
import { transcoded } from "./transcoder.ts";

/** How often base64 is read in what base64 says: Kubernetes encodes what Helm has encoded and compressed. */
const DEEPEST = 3;
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;

/** What is found in bytes, in what base64 in them says, where that is a text, also in UTF-16 or compressed, and in dumps. */
export function findDeep(finder: SecretFinder, bytes: Buffer, depth = DEEPEST): readonly FoundSecret[] {
  const found = finder.find(bytes);
  if (depth === 0) return found;
  const deeper: FoundSecret[] = [];
  for (const run of runsIn(bytes)) deeper.push(...foundInRun(finder, bytes, run, depth));
  for (const part of hexPartsIn(bytes)) deeper.push(...foundInHex(finder, part, depth));
  // Base64 of the value itself is found without reading it.
  const isNew = ({ name, start, end }: FoundSecret) =>
    !found.some((each) => each.name === name && each.start < end + NEAR && each.end > start - NEAR);
  const fresh = deeper.filter(isNew);
  return fresh.length === 0 ? found : [...found, ...fresh].sort((a, b) => a.start - b.start);
}

/** The digits at either end that neighbours have a part in. */
const NEAR = 4;

interface Run {
  readonly start: number;
  readonly end: number;
  readonly digits: "base64" | "hex";
}

function foundInHex(
  finder: SecretFinder,
  { said, places, name, end }: HexPart,
  depth: number,
): readonly FoundSecret[] {
  const placeOf = (at: number) => places[at] ?? end;
  return findDeep(finder, said, depth - 1).flatMap((each) =>
    each.known
      ? [{ ...each, start: placeOf(each.start), end: placeOf(each.end), form: formWithin(each.form, name) }]
      : [],
  );
}

function foundInRun(finder: SecretFinder, bytes: Buffer, { start, end, digits }: Run, depth: number): readonly FoundSecret[] {
  const written = bytes.toString("latin1", start, end);
  const said = saidBy(written, digits);
  if (said === undefined) return [];
  const placeOf = (at: number) => start + Math.floor((at * written.length) / said.length);
  return findDeep(finder, said, depth - 1).flatMap((each) =>
    each.known
      ? [{ ...each, start: placeOf(each.start), end: placeOf(each.end), form: formWithin(each.form, digits === "hex" ? "bytes" : digits) }]
      : [],
  );
} // prettier-ignore

function formWithin(form: string, name: string): string {
  return form === "plain" ? name : `${form} in ${name}`;
}

/** Names and paths are shorter, and so is base64 of a value alone, which is found without reading it. */
const LEAST = 32;
const BASE64_DIGITS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[\w+/-]/.test(String.fromCharCode(byte))),
);
/** Of a byte of ASCII that is no control character but a tab or a line's end, and of what is compressed. */
const BEGINS_TEXT: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[CDH-Za-f]/.test(String.fromCharCode(byte))),
);

function* runsIn(bytes: Buffer): Generator<Run> {
  const { length } = bytes;
  let start = 0; // behind the last unit that is no digit
  for (let at = LEAST - 1; at < length; at = start + LEAST - 1) {
    let before = at;
    while (before >= start && BASE64_DIGITS[bytes[before] as number] === 1) before--;
    if (before >= start) {
      start = before + 1;
      continue;
    }
    let end = digitsEnd(bytes, at);
    const hexFrom = startOfHexText(bytes, start, end);
    const from = hexFrom ?? startOfText(bytes, start, end);
    if (from !== undefined) {
      end = endOfLines(bytes, end);
      yield { start: from, end, digits: hexFrom === undefined ? "base64" : "hex" };
    }
    start = end + 1;
  }
}

function digitsEnd(bytes: Buffer, from: number): number {
  let end = from;
  while (end < bytes.length && BASE64_DIGITS[bytes[end] as number] === 1) end++;
  return end;
}

/** Most runs are names and paths, and say nothing. What a text begins with may follow on a path, or on any byte of a binary. */
function startOfText(bytes: Buffer, start: number, end: number): number | undefined {
  const shifts = start > 0 && isTextUnit(bytes[start - 1] as number) ? 1 : GROUP;
  for (let at = start; at < start + shifts; at++) if (beginsText(bytes, at, end)) return at;
  for (let at = start + 1; at <= end - LEAST; at++)
    if (bytes[at - 1] === SLASH_UNIT && beginsText(bytes, at, end)) return at;
  return undefined;
}

/** Most runs of hexadecimal digits are hashes. Behind `0x` they begin later, and behind any byte of a binary. */
function startOfHexText(bytes: Buffer, start: number, end: number): number | undefined {
  for (let at = start; at <= end - 2 * LEAST; at++) {
    if (at >= start + GROUP && bytes[at - 1] !== SLASH_UNIT && bytes[at - 1] !== X_UNIT) continue;
    if (HEX_DIGITS[bytes[at] as number] === 0) continue;
    const first = bytes.toString("latin1", at, at + LEAST);
    if (HEX.test(first) && kindOfText(firstSaid(first, "hex")) !== undefined) return at;
  }
  return undefined;
}

const X_UNIT = 0x78;
const HEX_DIGITS: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number(/[\da-f]/i.test(String.fromCharCode(byte))),
);
const HEX = /^[\da-f]+$/i;
const SLASH_UNIT = 0x2f;
/** So many digits say whole bytes. */
const GROUP = 4;

/** The first digit tells most. */
function beginsText(bytes: Buffer, at: number, end: number): boolean {
  if (at + LEAST > end || BEGINS_TEXT[bytes[at] as number] === 0) return false;
  return kindOfText(firstSaid(bytes.toString("latin1", at, at + LEAST), "base64")) !== undefined;
}

/** Base64 is written in lines, also within a string. */
function endOfLines(bytes: Buffer, firstEnd: number): number {
  for (let end = firstEnd; ;) {
    const [lineBreak] = LINE_BREAK.exec(bytes.toString("latin1", end, end + LONGEST_BREAK)) ?? [];
    if (lineBreak === undefined) return end;
    const next = end + lineBreak.length;
    end = digitsEnd(bytes, next);
    if (end - next < LEAST) return end;
  }
}

const LINE_BREAK = /^(?:\r?\n|(?:\\+r)?\\+n)[ \t]*(?=[\w+/-])/;
const LONGEST_BREAK = 64;

function saidBy(written: string, digits: Run["digits"]): Buffer | undefined {
  const kind = kindOfText(firstSaid(written, digits));
  if (kind === undefined) return undefined;
  const bytes = Buffer.from(written.replaceAll(/\\+[rn]|\s/g, ""), digits);
  if (kind === "plain") return bytes;
  if (kind !== "packed") return transcoded(bytes, kind);
  const { constants, unzipSync } = process.getBuiltinModule("node:zlib");
  try {
    return unzipSync(bytes, { maxOutputLength: MOST_UNPACKED_BYTES, finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return undefined; // it only began like that
  }
}

function firstSaid(written: string, digits: Run["digits"]): Buffer {
  return Buffer.from(written.slice(0, LEAST), digits);
}

function kindOfText(first: Buffer): "plain" | "utf-16le" | "utf-16be" | "packed" | undefined {
  const kind = kindOf(first);
  if (kind === "gzip" || kind === "zlib") return "packed";
  if (kind === "utf-16le" || kind === "utf-16be") return kind;
  return kind === "plain" && isText(first) ? kind : undefined;
}
