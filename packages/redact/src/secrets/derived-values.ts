import { html } from "../encodings/html.ts";
import { percent } from "../encodings/percent.ts";
import { View } from "../encodings/view.ts";
import { partsInLines } from "./secret-lines.ts";

/** What of a value is a secret by itself: the value, and what programs take out of it. */
export interface Part {
  readonly text: string;
  /** The text is JSON and no JSON string: in its place has to stand one. */
  readonly json?: boolean;
  /** Only a secret where it is a word of its own, whatever its length. */
  readonly word?: boolean;
}

const SENSITIVE = /pass|pwd|secret|token|key|cred|auth|pin\b|sig/i;
/** About a secret, and none: `token_type`, `authSource`, `keyFile`. */
const HARMLESS =
  /(?:type|provider|ur[il]|mechanism|source|alg(?:orithm)?|expir\w*|name|size|length|file|path|issuer)$/i;
/** Shorter leaves are found too often where they mean something else: `v1`, `true`, `5432`. */
const LEAST_LEAF = 6;
const LEAST_TRIMMED = 4;

/** All that redaction takes out: a part too many hides a harmless word. */
export function partsOf(value: unknown): readonly Part[] {
  const parts = new FoundParts(false);
  addValue(value, parts);
  return [...parts.values()];
}

/** Only what nobody writes who doesn't mean the secret: a search reports each place, and a part too many is a false alarm. */
export function sureParts(value: unknown): readonly Part[] {
  const parts = new FoundParts(true);
  addValue(value, parts);
  return [...parts.values()].filter(({ word = false }) => !word);
}

/** White space, or two or three marks, are in every text; to take them out would spoil all and hide nothing. */
export function isFindable(text: string): boolean {
  return text.trim() !== "" && (text.length >= LEAST_TRIMMED || /[\p{L}\p{N}]/u.test(text));
}

class FoundParts extends Map<string, Part> {
  /** Whether each part has to be a secret for sure. */
  readonly sure: boolean;

  constructor(sure: boolean) {
    super();
    this.sure = sure;
  }

  /** Whether what has this name is a secret. */
  tells(name: string): boolean {
    return SENSITIVE.test(name) && !(this.sure && HARMLESS.test(name));
  }
}

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
      if (always || (!parts.sure && telling && String(leaf).length >= LEAST_LEAF)) addValue(leaf, parts);
      else if (typeof leaf === "string") addCredentials(leaf, parts);
    } else if (!seen.has(leaf)) {
      seen.add(leaf);
      const plain = plainOf(leaf);
      for (const [key, item] of Object.entries(plain))
        waiting.push([item, Array.isArray(plain) ? always : parts.tells(key)]);
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
  if (/[\r\n]/.test(text))
    for (const { text: line, ...kind } of partsInLines(text, {
      sure: parts.sure,
      isJson: json !== undefined,
    }))
      add(line, parts, kind);
  addCredentials(text, parts);
  const scheme = /^(?:Bearer|Basic|Token|ApiKey) +(\S{6,})$/i.exec(text)?.[1];
  if (scheme !== undefined) addText(scheme, parts);
}

/** What the text says by itself to be a secret. */
function addCredentials(text: string, parts: FoundParts): void {
  if (text.includes("://")) addUrl(text, parts);
  if (text.includes("=")) addPairs(text, parts);
}

/** `Server=db;Password=…`, as connection strings have it; in quotes, a quote within is doubled or has a backslash. */
function addPairs(text: string, parts: FoundParts): void {
  for (const [, name = "", ...values] of text.matchAll(PAIR_OF_NAME)) {
    const [bare, double, single] = values;
    const value = bare ?? double?.replaceAll('""', '"') ?? single?.replaceAll(/'(?=')|\\(?=['\\])/g, "");
    if (value !== undefined && value.length >= LEAST_LEAF && parts.tells(name)) addText(value, parts);
  }
}

const PAIR_OF_NAME = /([\w ]{2,40})=(?:([^;&\s"']{6,})|"((?:[^"]|"")*)"|'((?:[^'\\]|''|\\.)*)')/g;

/** An object or list that the text holds as JSON. */
function jsonOf(text: string): object | undefined {
  if (!/^\s*[[{]/.test(text)) return undefined;
  try {
    return JSON.parse(text) as object;
  } catch {
    return undefined;
  }
}

function addUrl(text: string, parts: FoundParts): void {
  if (!URL.canParse(text)) return addUserInfo(text, parts);
  const { username, password, searchParams } = new URL(text);
  for (const [name, value] of searchParams) if (parts.tells(name)) addText(value, parts);
  // A user without a password is a token, as in Sentry's addresses.
  const credential = password || (parts.sure && !isToken(username) ? "" : username);
  if (credential === "") return;
  addText(credential, parts);
  addText(decoded(credential), parts);
  const written = /:\/\/[^/?#@]*?:([^/?#]+)@/.exec(text)?.[1];
  if (written !== undefined) addText(written, parts);
}

/** Of what is no URL by the standard, and one for a driver: with several hosts, or a password that nobody has encoded. */
function addUserInfo(text: string, parts: FoundParts): void {
  const password = /^\s*[a-z][a-z\d+.-]*:\/\/[^:@/?#\s]*:(.+)@[^@]*$/is.exec(text)?.[1];
  if (password === undefined) return;
  addText(password, parts);
  addText(decoded(password), parts);
}

/** No person and no program has such a name. */
function isToken(username: string): boolean {
  return username.length >= LEAST_TOKEN && /\d/.test(username);
}

const LEAST_TOKEN = 16;

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
