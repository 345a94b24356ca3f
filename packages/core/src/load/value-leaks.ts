import { isSecret, revealed } from "../secret/secret.ts";
import { spellings, squeezed } from "./spellings.ts";
import { unicode } from "../util/text.ts";

/** Longer pieces of a value than this are not shown, not even where a message has them by chance. */
const SHOWN_OF_A_VALUE = 5;

/** Texts of up to so many characters are looked for as whole words. */
const SHORT = 3;

/** A longer message than a person would write is made of data. */
const LONGEST_MESSAGE = 2_000;

export interface KnownValues {
  readonly secrets: readonly unknown[];
  readonly others: readonly unknown[];
  /** Names that stand in the schema. Other names of a value's properties are content. */
  readonly names?: ReadonlySet<string>;
}

/** Whether a message quotes one of the known values: a piece of it, in any of the usual spellings. */
export function quoting({ secrets, others, names = new Set() }: KnownValues): (message: string) => boolean {
  const texts = new Texts(names);
  for (const value of secrets) texts.add(value, { secret: true });
  for (const value of others) texts.add(value, { secret: false });
  const known = new Map<string, boolean>();
  return (message) => {
    const answer = known.get(message) ?? (message.length > LONGEST_MESSAGE || isQuoted(message, texts));
    known.set(message, answer);
    return answer;
  };
}

function isQuoted(message: string, { long, letters, short, whole }: Texts): boolean {
  const readings = spellings(message);
  return (
    sharesPiece(readings, long) ||
    sharesPiece(readings.map(squeezed), letters) ||
    [...whole].some((text) => message.includes(text)) ||
    [...short].some((text) => hasText(message, text))
  );
}

/** By the pieces of the messages, which are short: a value may be a whole file. */
function sharesPiece(readings: readonly string[], texts: Iterable<string>): boolean {
  const pieces = new Set(readings.flatMap(piecesOf));
  for (const text of texts)
    for (let start = 0; start + SHOWN_OF_A_VALUE < text.length; start++)
      if (pieces.has(text.slice(start, start + SHOWN_OF_A_VALUE + 1))) return true;
  return false;
}

function piecesOf(text: string): string[] {
  const count = Math.max(0, text.length - SHOWN_OF_A_VALUE);
  return Array.from({ length: count }, (_, start) => text.slice(start, start + SHOWN_OF_A_VALUE + 1));
}

function hasText(message: string, text: string): boolean {
  if (text.length > SHORT) return message.includes(text);
  const separator = unicode("[^\\p{L}\\p{N}]+");
  return message.split(separator).includes(text) || (separator.test(text) && message.includes(text));
}

interface Holder {
  readonly secret: boolean;
  /** It is in a list or an object that is no secret: short parts are found in any sentence. */
  readonly isPart?: boolean;
}

/** What the known values look like in a message. */
class Texts {
  readonly long = new Set<string>();
  /** The same without what is no letter and no digit. */
  readonly letters = new Set<string>();
  readonly short = new Set<string>();
  /** Of short parts only all together tell something. */
  readonly whole = new Set<string>();
  readonly #names: ReadonlySet<string>;
  readonly #seen = new Set<object>();

  constructor(names: ReadonlySet<string>) {
    this.#names = names;
  }

  add(value: unknown, holder: Holder): void {
    if (isSecret(value)) return this.add(revealed(value), { secret: true });
    if (typeof value === "object" && value !== null) return this.#addObject(value, holder);
    for (const text of textsOf(value)) this.#addText(text, holder);
  }

  #addText(text: string, { secret, isPart = false }: Holder): void {
    if (text.length > SHOWN_OF_A_VALUE) {
      this.long.add(text);
      this.letters.add(squeezed(text));
    } else if (text !== "" && (secret || !isPart || text.length > SHORT)) this.short.add(text);
  }

  #addObject(value: object, { secret }: Holder): void {
    if (this.#seen.has(value)) return;
    this.#seen.add(value);
    const part: Holder = { secret, isPart: true };
    const text = textOfObject(value);
    if (text !== undefined) return this.#addText(text, { secret });
    if (!secret) for (const all of wholeTexts(value)) this.whole.add(all);
    if (value instanceof Map || value instanceof Set)
      return [...value].flat().forEach((each) => this.add(each, part));
    for (const [name, each] of readableEntries(value)) {
      if (!Array.isArray(value)) this.#addName(name, part);
      this.add(each, part);
    }
  }

  #addName(name: string, part: Holder): void {
    const isContent = part.secret || (name.length > SHOWN_OF_A_VALUE && !this.#names.has(name));
    if (isContent) this.#addText(name, part);
  }
}

function textsOf(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value === "number" || typeof value === "bigint")
    return [
      String(value),
      ...[16, 36].map((base) => value.toString(base)).filter((text) => text.length > SHOWN_OF_A_VALUE),
    ];
  return typeof value === "boolean" ? [String(value)] : [];
}

/** Of an object that stands for one text. */
function textOfObject(value: object): string | undefined {
  if (ArrayBuffer.isView(value)) return new TextDecoder().decode(value as Uint8Array);
  if (value instanceof ArrayBuffer) return new TextDecoder().decode(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? "" : value.toISOString();
  if (value instanceof URL || value instanceof URLSearchParams) return value.toString();
  return value instanceof RegExp ? value.source : undefined;
}

function readableEntries(value: object): [string, unknown][] {
  return Object.keys(value).map((name) => {
    try {
      return [name, Reflect.get(value, name)];
    } catch {
      return [name, undefined]; // a getter that throws
    }
  });
}

/** As JSON and as lists are written. */
function wholeTexts(value: object): string[] {
  const lists = Array.isArray(value)
    ? [",", ", ", " "].map((separator) => joinedItems(value, separator))
    : [];
  return [jsonOf(value), ...lists].filter((text) => text.length > SHORT);
}

function joinedItems(value: readonly unknown[], separator: string): string {
  return value.every((each) => Object(each) !== each) ? value.join(separator) : "";
}

function jsonOf(value: object): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return ""; // a bigint has no JSON
  }
}
