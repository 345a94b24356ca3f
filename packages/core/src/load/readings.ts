import { revealed } from "../secret/secret.ts";
import { parseJson } from "../util/safe-json.ts";
import { decodeBoolean, decodeNumber } from "./decode-scalar.ts";

/** What a string spells and nothing else: `5`, not `005`. */
export function exactReadings(text: string): readonly unknown[] {
  const [number, word] = [decodeNumber(text), text.trim()];
  if (String(number) === word) return [number];
  if (word === "true" || word === "false") return [word === "true"];
  if (word === "null") return [null];
  return /^[[{]/.test(word) ? jsonIn(text) : [];
}

/** Everything that a string may be read as. */
export function looseReadings(text: string): readonly unknown[] {
  return [...jsonIn(text), decodeNumber(text), decodeBoolean(text)];
}

function jsonIn(text: string): readonly unknown[] {
  const parsed = parseJson(text);
  return parsed.failure === undefined ? [parsed.value] : [];
}

/** Whether a value is the very spelling of what was decoded. */
export function spells(value: unknown, decoded: unknown): boolean {
  const text = revealed(value);
  if (typeof text !== "string") return false;
  return Object(decoded) === decoded ? /^\s*[[{]/.test(text) : String(decoded) === text.trim();
}
