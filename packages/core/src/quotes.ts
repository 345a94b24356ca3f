import { unicode } from "./text.ts";

/** Longer pieces of a secret than this are not shown, not even where a message has them by chance. */
const SHOWN_OF_A_SECRET = 5;

/** Texts of up to so many characters are looked for as whole words. */
const SHORT = 3;

/**
 * Whether a message quotes one of the loaded values: of a secret any piece, of others the whole.
 */
export function quoting(
  secrets: readonly unknown[],
  others: readonly unknown[],
): (message: string) => boolean {
  const hidden = textsIn(secrets, { names: true });
  const plain = others.flatMap(wholeTexts);
  return (message) =>
    hidden.some((text) => sharesPiece(message, text)) || plain.some((text) => hasText(message, text));
}

/** A value as it is written, and its parts; of those no short ones, which would be found in any sentence. */
function wholeTexts(value: unknown): string[] {
  const parts = textsIn(value, { names: false });
  if (typeof value !== "object" || value === null) return parts;
  return [...jsonOf(value), ...parts.filter((text) => text.length > SHORT)];
}

function jsonOf(value: object): string[] {
  try {
    return [JSON.stringify(value)].filter((text) => text.length > SHORT);
  } catch {
    return []; // a bigint has no JSON
  }
}

/** Of a secret object the names of its properties are content too. */
function textsIn(value: unknown, options: { readonly names: boolean }): string[] {
  if (typeof value === "string") return value === "" ? [] : [value];
  if (typeof value !== "object" || value === null)
    return ["number", "bigint", "boolean"].includes(typeof value) ? [`${value as number}`] : [];
  if (value instanceof Uint8Array) return [new TextDecoder().decode(value)];
  return partsOf(value, options).flatMap((part) => textsIn(part, options));
}

function partsOf(value: object, { names }: { readonly names: boolean }): readonly unknown[] {
  if (value instanceof Map || value instanceof Set) return [...value].flat();
  return names && !Array.isArray(value) ? Object.entries(value).flat() : Object.values(value);
}

function sharesPiece(message: string, text: string): boolean {
  if (text.length <= SHOWN_OF_A_SECRET) return hasText(message, text);
  for (let start = 0; start + SHOWN_OF_A_SECRET < message.length; start++) {
    if (text.includes(message.slice(start, start + SHOWN_OF_A_SECRET + 1))) return true;
  }
  return false;
}

function hasText(message: string, text: string): boolean {
  if (text.length > 3) return message.includes(text);
  const separator = unicode("[^\\p{L}\\p{N}]+");
  return message.split(separator).includes(text) || (separator.test(text) && message.includes(text));
}
