import { isPlainObject } from "../../util/safe-json.ts";
import { closingQuote, lineCounter, Lines, skip, SPACE } from "./lines.ts";
import type { Modules } from "./modules.ts";

/** The value and lines of a TOML text, or the line where it is none. */
export function parseTomlFile(toml: Modules["smol-toml"], text: string) {
  try {
    const value: unknown = toml.parse(text, { integersAsBigInt: "asNeeded" });
    return { value: datesAsText(value), lines: linesOfToml(text) };
  } catch (error) {
    return { failure: "is not valid TOML", line: error instanceof toml.TomlError ? error.line : undefined };
  }
}

/** A TOML date knows whether it has a time and a zone; a JavaScript Date does not, and text does. In place, by a loop. */
function datesAsText(value: unknown): unknown {
  const pending = [value];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    if (!Array.isArray(next) && !isPlainObject(next)) continue;
    for (const [key, each] of Object.entries(next)) {
      if (each instanceof Date) Reflect.set(next, key, each.toISOString().replace(NO_FRACTION, ""));
      else pending.push(each);
    }
  }
  return value;
}

/** A time that is given in seconds has no milliseconds. */
const NO_FRACTION = /\.000(?=$|[Z+-])/;

/** One pass over a text that is known to be TOML. What stands in an inline table has its table's line. */
function linesOfToml(text: string): Lines {
  const lines = new Lines();
  const lineAt = lineCounter(text);
  let [at, table] = [0, [] as readonly string[]];
  for (;;) {
    at = skipBetween(text, at);
    if (at >= text.length) return lines;
    const header = skip(BRACKETS, text, at);
    const { path, end } = keysAt(text, header);
    if (header > at) table = path;
    lines.set(header > at ? path : [...table, ...path], lineAt(at));
    // A header ends its line as a value does, but its brackets are closed ones.
    at = header > at ? skip(LINE, text, end) : endOfValue(text, end);
  }
}

const BRACKETS = /\[{0,2}/y;
const LINE = /[^\n]*/y;
const KEY = /\s*(?:([\w-]+)|"((?:[^"\\]|\\.)*)"|'([^']*)')\s*(\.?)/y;

/** White space and comments. A loop: a pattern that repeats a group overflows on a megabyte of them. */
function skipBetween(text: string, from: number): number {
  let at = skip(SPACE, text, from);
  while (text[at] === "#") at = skip(SPACE, text, skip(LINE, text, at));
  return at;
}

/** `a."b.c".d` */
function keysAt(text: string, from: number): { readonly path: string[]; readonly end: number } {
  const path: string[] = [];
  let end = from;
  for (let dot = "."; dot === ".";) {
    KEY.lastIndex = end;
    const match = KEY.exec(text);
    if (!match) return { path, end };
    const [, bare, basic, literal = ""] = match;
    path.push(bare ?? (basic === undefined ? literal : unescapedKey(basic)));
    [dot, end] = [match[4] ?? "", KEY.lastIndex];
  }
  return { path, end };
}

/** TOML has more escapes than JSON, which in a setting's name nobody uses: such a name has no line. */
function unescapedKey(basic: string): string {
  try {
    return String(JSON.parse(`"${basic}"`));
  } catch {
    return basic;
  }
}

const TOML_MARK = /"""|'''|["'#[\]{}\n]/g;

/** The line's end behind the value; brackets may hold more lines. */
function endOfValue(text: string, from: number): number {
  let depth = 0;
  TOML_MARK.lastIndex = from;
  for (let match = TOML_MARK.exec(text); match; match = TOML_MARK.exec(text)) {
    const { 0: mark, index: at } = match;
    if (mark === "\n" && depth === 0) return at;
    if (mark === "[" || mark === "{") depth++;
    else if (mark === "]" || mark === "}") depth--;
    else if (mark === "#") TOML_MARK.lastIndex = skip(LINE, text, at);
    else if (mark.startsWith('"')) TOML_MARK.lastIndex = closingQuote(text, at, mark) + mark.length;
    else if (mark.startsWith("'")) TOML_MARK.lastIndex = closingLiteral(text, at, mark) + mark.length;
  }
  return text.length;
}

/** In single quotes a backslash is one. */
function closingLiteral(text: string, at: number, quote: string): number {
  const end = text.indexOf(quote, at + quote.length);
  return end === -1 ? text.length : end;
}
