import { strictUtf8 } from "../load/bytes.ts";
import { decode } from "../load/decode.ts";
import { Undecodable } from "../load/undecodable.ts";
import type { ValueType } from "../model/setting.ts";
import { sameContent } from "../secret/canonical-text.ts";
import { revealed } from "../secret/secret.ts";
import { unicode } from "../util/text.ts";

/** The string that a variable holds for a value, so that it is decoded to the same; `undefined` where there is none. */
export function variableText(kind: ValueType, given: unknown): string | undefined {
  const value = revealed(given);
  const decoded = decode(kind, value);
  if (decoded instanceof Undecodable) return undefined;
  return textsFor(value, decoded).find((text) => sameContent(decode(kind, text), decoded));
}

/** The same of a value that zod has made: `isSame` says whether zod makes it of a decoded string. */
export function madeVariableText(
  kind: ValueType,
  value: unknown,
  isSame: (decoded: unknown) => boolean,
): string | undefined {
  return textsFor(value, value).find((text) => isSame(decode(kind, text)));
}

const SURROGATE = unicode("\\p{Surrogate}");

/** No process's environment holds a NUL character, or what has no UTF-8; `env()` takes an empty one as missing. */
function fitsVariable(text: string): boolean {
  return text !== "" && !text.includes("\0") && !SURROGATE.test(text);
}

/** As it came, if that was a string; else as the decoder reads it. An empty list or record is JSON, as empty is missing. */
function textsFor(value: unknown, decoded: unknown): readonly string[] {
  return possibleTexts(value, decoded).filter(fitsVariable);
}

function possibleTexts(value: unknown, decoded: unknown): readonly string[] {
  const text = value instanceof Uint8Array ? strictUtf8(value) : value;
  if (typeof text === "string") return [text, ...(text.trim() === "" ? ["[]", "{}"] : [])];
  const json = [value, decoded].map(jsonText).filter((each) => each !== undefined);
  return typeof value === "object" && value !== null && !(value instanceof Date)
    ? json
    : [scalarText(value), ...json];
}

function scalarText(value: unknown): string {
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  return Object.is(value, -0) ? "-0" : String(value);
}

function jsonText(value: unknown): string | undefined {
  try {
    return JSON.stringify(value, inJson);
  } catch {
    return undefined; // it holds itself
  }
}

/** The decoder makes types that JSON lacks of a string, a list or pairs. */
function inJson(_: string, given: unknown): unknown {
  const value = revealed(given);
  if (value instanceof Map || value instanceof Set) return [...value] as unknown[];
  if (value instanceof Uint8Array) return strictUtf8(value);
  return typeof value === "bigint" || Object.is(value, -0) ? scalarText(value) : value;
}
