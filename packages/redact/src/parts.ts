/** What of a value is a secret by itself: the value, and what programs take out of it. */
export interface Part {
  readonly text: string;
  /** The text is JSON and no JSON string: in its place has to stand one. */
  readonly json?: boolean;
}

const SENSITIVE = /pass|pwd|secret|token|key|cred|auth|pin\b|sig/i;
/** Shorter lines and leaves are found too often where they mean something else: `v1`, `true`, `5432`. */
const LEAST_LEAF = 6;
const LEAST_LINE = 16;
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

type Parts = Map<string, Part>;

function addValue(value: unknown, parts: Parts): void {
  if (typeof value === "string") addText(value, parts);
  else if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean")
    add(String(value), parts);
  else if (value instanceof URL) addText(value.href, parts);
  else if (value instanceof Date) add(value.toISOString(), parts);
  else if (typeof value === "object" && value !== null) addObject(value, parts);
}

function addObject(value: object, parts: Parts): void {
  const plain: unknown =
    value instanceof Map ? Object.fromEntries(value) : value instanceof Set ? [...value] : value;
  try {
    add(JSON.stringify(plain), parts, true);
  } catch {
    // Cycles and bigints have no JSON; their leaves are found all the same.
  }
  addLeaves(plain, parts, Array.isArray(plain), new Set());
}

/** Where a list is the secret, each of its items is one, however short. */
function addLeaves(value: unknown, parts: Parts, always: boolean, seen: Set<object>): void {
  if (typeof value === "object" && value !== null && !(value instanceof URL) && !(value instanceof Date)) {
    if (seen.has(value)) return;
    seen.add(value);
    for (const [key, leaf] of Object.entries(value))
      addLeaves(leaf, parts, Array.isArray(value) ? always : SENSITIVE.test(key), seen);
    return;
  }
  const telling = typeof value === "string" || typeof value === "number" || typeof value === "bigint";
  if (always || (telling && String(value).length >= LEAST_LEAF)) addValue(value, parts);
}

function add(text: string, parts: Parts, json = false): boolean {
  if (!isFindable(text) || parts.has(text)) return false;
  parts.set(text, { text, ...(json && { json }) });
  return true;
}

function addText(text: string, parts: Parts): void {
  const json = jsonOf(text);
  if (!add(text, parts, json !== undefined)) return;
  if (!text.isWellFormed()) add(text.toWellFormed(), parts);
  if (text.trim().length >= LEAST_TRIMMED) addText(text.trim(), parts);
  if (json !== undefined) addLeaves(json, parts, Array.isArray(json), new Set());
  if (text.includes("\n")) addLines(text, parts);
  if (text.includes("://")) addUrl(text, parts);
  const scheme = /^(?:Bearer|Basic|Token|ApiKey) +(\S{6,})$/i.exec(text)?.[1];
  if (scheme !== undefined) addText(scheme, parts);
  if (text.includes("=")) addPairs(text, parts);
}

/** `Server=db;Password=…`, as connection strings have it. */
function addPairs(text: string, parts: Parts): void {
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

/** Loggers break texts into lines, and a line of a key is worth as much as a half of it. */
function addLines(text: string, parts: Parts): void {
  const isPem = text.includes("-----BEGIN");
  const lines = text.split(/\r?\n|\r/).map((line) => line.trim());
  const body = lines.filter((line) => !line.startsWith("-----"));
  for (const line of isPem ? body : lines) if (line.length >= (isPem ? 4 : LEAST_LINE)) add(line, parts);
  if (isPem) add(body.join(""), parts);
}

function addUrl(text: string, parts: Parts): void {
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
