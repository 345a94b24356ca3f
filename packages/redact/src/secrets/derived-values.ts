import { html } from "../encodings/html.ts";
import { percent } from "../encodings/percent.ts";
import { View } from "../encodings/view.ts";

/** What of a value is a secret by itself: the value, and what programs take out of it. */
export interface Part {
  readonly text: string;
  /** The text is JSON and no JSON string: in its place has to stand one. */
  readonly json?: boolean;
  /** Only a secret where it is a word of its own, whatever its length. */
  readonly word?: boolean;
}

const SENSITIVE = /pass|pwd|secret|token|key|cred|auth|pin\b|sig/i;
/** Shorter leaves are found too often where they mean something else: `v1`, `true`, `5432`. */
const LEAST_LEAF = 6;
/** Shorter lines are found where they are words of their own, and the shortest not at all. */
const LEAST_LINE = 16;
const LEAST_WORD = 4;
const LEAST_TRIMMED = 4;

export function partsOf(value: unknown): readonly Part[] {
  const parts = new Map<string, Part>();
  addValue(value, parts);
  return [...parts.values()];
}

/** White space, or two or three marks, are in every text; to take them out would spoil all and hide nothing. */
export function isFindable(text: string): boolean {
  return text.trim() !== "" && (text.length >= LEAST_TRIMMED || /[\p{L}\p{N}]/u.test(text));
}

type FoundParts = Map<string, Part>;

function addValue(value: unknown, parts: FoundParts): void {
  if (typeof value === "string") addText(value, parts);
  else if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    add(String(value), parts);
  else if (value instanceof URL) addText(value.href, parts);
  else if (value instanceof Date) add(value.toISOString(), parts);
  else if (typeof value === "object" && value !== null) addObject(value, parts);
}

function addObject(value: object, parts: FoundParts): void {
  try {
    add(JSON.stringify(plainOf(value)), parts, { json: true });
  } catch {
    // Cycles and bigints have no JSON; their leaves are found all the same.
  }
  addLeaves(value, parts);
}

function plainOf(value: object): object {
  if (value instanceof Map) return Object.fromEntries(value) as object;
  return value instanceof Set ? [...(value as Set<unknown>)] : value;
}

/** Where a list is the secret, each of its items is one, however short. Not recursive: JSON may be nested without an end. */
function addLeaves(root: object, parts: FoundParts): void {
  const seen = new Set<unknown>();
  const waiting: (readonly [leaf: unknown, always: boolean])[] = [[root, Array.isArray(plainOf(root))]];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const [leaf, always] = next;
    if (!isTree(leaf)) {
      const telling = typeof leaf === "string" || typeof leaf === "number" || typeof leaf === "bigint";
      if (always || (telling && String(leaf).length >= LEAST_LEAF)) addValue(leaf, parts);
    } else if (!seen.has(leaf)) {
      seen.add(leaf);
      const plain = plainOf(leaf);
      for (const [key, item] of Object.entries(plain))
        waiting.push([item, Array.isArray(plain) ? always : SENSITIVE.test(key)]);
    }
  }
}

function isTree(value: unknown): value is object {
  return typeof value === "object" && value !== null && !(value instanceof URL) && !(value instanceof Date);
}

function add(text: string, parts: FoundParts, kind: Omit<Part, "text"> = {}): boolean {
  if (!isFindable(text) || parts.has(text)) return false;
  parts.set(text, { text, ...kind });
  return true;
}

function addText(text: string, parts: FoundParts): void {
  const json = jsonOf(text);
  if (!add(text, parts, { json: json !== undefined })) return;
  if (!text.isWellFormed()) add(text.toWellFormed(), parts);
  // Some encoders leave what looks escaped already: a URL's password, PHP's htmlspecialchars.
  for (const encoding of [percent, html])
    add(View.of(text, encoding, { inBytes: false, final: true })?.text ?? text, parts);
  if (text.trim().length >= LEAST_TRIMMED) addText(text.trim(), parts);
  if (json !== undefined) addLeaves(json, parts);
  if (/[\r\n]/.test(text)) addLines(text, parts, json === undefined ? LEAST_WORD : LEAST_LINE);
  if (text.includes("://")) addUrl(text, parts);
  const scheme = /^(?:Bearer|Basic|Token|ApiKey) +(\S{6,})$/i.exec(text)?.[1];
  if (scheme !== undefined) addText(scheme, parts);
  if (text.includes("=")) addPairs(text, parts);
}

/** `Server=db;Password=…`, as connection strings have it. */
function addPairs(text: string, parts: FoundParts): void {
  for (const [, name = "", value = ""] of text.matchAll(/([\w ]{2,40})=([^;&\s"']{6,})/g))
    if (SENSITIVE.test(name)) addText(value, parts);
}

/** An object or list that the text holds as JSON. */
function jsonOf(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

const LINE_END = /\r\n|\n|\r/g;

/** Loggers break texts into lines, and a line of a key is worth as much as a half of it. */
function addLines(text: string, parts: FoundParts, least: number): void {
  const lines = text.split(LINE_END).map((line) => line.trim());
  for (const end of ["\n", "\r\n"]) add(text.replace(LINE_END, end), parts);
  if (!text.includes("-----BEGIN")) {
    for (const line of lines) if (line.length >= least) add(line, parts, { word: line.length < LEAST_LINE });
    return;
  }
  // The lines that say what kind of key it is are in every such file.
  const body = lines.filter((line) => !line.startsWith("-----"));
  for (const line of body) if (line.length >= LEAST_WORD) add(line, parts);
  add(body.join(""), parts);
}

function addUrl(text: string, parts: FoundParts): void {
  if (!URL.canParse(text)) return;
  const { username, password, searchParams } = new URL(text);
  for (const [name, value] of searchParams) if (SENSITIVE.test(name)) addText(value, parts);
  // A user without a password is a token, as in Sentry's addresses.
  const credential = password || username;
  if (credential === "") return;
  addText(credential, parts);
  addText(decoded(credential), parts);
  const written = /:\/\/[^/?#@]*?:([^/?#]+)@/.exec(text)?.[1];
  if (written !== undefined) addText(written, parts);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
