import { beginsKey, keyLines } from "./key-block.ts";
import { skip, SPACE } from "../../util/sticky.ts";
import { lineCounter } from "../file/lines.ts";

/** One assignment in a `.env` file: what the parser's answer doesn't say. */
export interface Assignment {
  readonly name: string;
  /** Of the name; the first line is 1. */
  readonly line: number;
  /** What the `dotenv` package makes of it. */
  readonly value: string;
  /** Inside single quotes nothing is expanded. */
  readonly literal: boolean;
  /** Why the value may be another than it looks; `env-traps.ts` has the words. */
  readonly trap: "cut" | "unclosed" | "key" | "behind" | "lineEnd" | "backslash" | undefined;
  /** It is a line of a key that has no quotes around it: its name is a part of the key. */
  readonly isKey: boolean;
}

/**
 * Finds the assignments that the `dotenv` package finds, in one pass over the text. It must walk as the package does,
 * whose quirks are many (a quoted value may begin on the next line); a property test holds the two together.
 *
 * @param skipped Is called with each line that the package passes over, though it is neither empty nor a comment.
 */
export function scanDotenv(source: string, skipped?: (line: number) => void): Assignment[] {
  const text = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
  const assignments: Assignment[] = [];
  const [lineAt, inKeys] = [lineCounter(text), keyLines(text)];
  let at = skip(SPACE, text, 0);
  while (at < text.length) {
    ASSIGNMENT.lastIndex = at;
    const [, before = "", name = ""] = ASSIGNMENT.exec(text) ?? [];
    if (name === "") {
      const line = lineAt(at);
      // A line of a key is reported with the key.
      if (text[at] !== "#" && !inKeys.has(line)) skipped?.(line);
      at = skip(REST_OF_LINE, text, at);
    } else {
      const { value, literal, trap, end } = valueAt(text, ASSIGNMENT.lastIndex);
      const line = lineAt(at + before.length);
      assignments.push({ name, line, value, literal, trap, isKey: inKeys.has(line) });
      at = end;
    }
    at = skip(SPACE, text, at);
  }
  return assignments;
}

/** `NAME=`, `NAME: `, with or without `export` before it. */
const ASSIGNMENT = /((?:export\s+)?)([\w.-]+)(?:\s*=|:\s)/y;
const BLANKS = /[^\S\n\u2028\u2029]*/y;
const REST_OF_LINE = /[^\n\u2028\u2029]*/y;

interface Value extends Omit<Assignment, "name" | "line" | "isKey"> {
  readonly end: number;
}

function valueAt(text: string, from: number): Value {
  const start = skip(SPACE, text, from);
  const quote = text[start] ?? "";
  const closing = isQuote(quote) ? lastClosingQuote(text, start, quote) : -1;
  if (closing === -1) return plainValue(text, from);
  const raw = text.slice(start + 1, closing);
  return {
    value: unescapeNewlines(raw, quote),
    literal: quote === "'",
    trap: escapeTrap(raw, quote),
    end: skip(REST_OF_LINE, text, closing),
  };
}

function isQuote(character: string): boolean {
  return character === '"' || character === "'" || character === "`";
}

/** The quote that ends the value: the last before anything but a comment or the line's end; none if text follows. */
function lastClosingQuote(text: string, start: number, quote: string): number {
  let closing = -1;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    const after = text[skip(BLANKS, text, at + 1)];
    if (after === undefined || /[#\n\u2028\u2029]/.test(after)) closing = at;
    if (text[at - 1] !== "\\") break;
  }
  return closing;
}

/** Without quotes, or with quotes that end nowhere: up to a `#` or the line feed (U+2028 may stand in it). */
function plainValue(text: string, from: number): Value {
  const feed = text.indexOf("\n", from);
  const line = text.slice(from, feed === -1 ? text.length : feed);
  const hash = line.indexOf("#");
  const uncut = hash === -1 ? line : line.slice(0, hash);
  const trimmed = uncut.trim();
  return {
    value: unescapeNewlines(withoutQuotes(trimmed), trimmed[0]),
    literal: false,
    trap: trapIn(uncut, trimmed, hash !== -1),
    end: hash === -1 ? from + line.length : skip(REST_OF_LINE, text, from + hash),
  };
}

/**
 * The first line of a key, the others of which are lost; a quote that closes before the value ends, or not at all; or a
 * `#` right behind a character, which was hardly meant as a comment.
 */
function trapIn(value: string, trimmed: string, cut: boolean): Assignment["trap"] {
  if (beginsKey(trimmed)) return "key";
  const quote = trimmed[0] ?? "";
  if (isQuote(quote) && (trimmed.length === 1 || trimmed.at(-1) !== quote))
    return /\s/.test(trimmed[trimmed.indexOf(quote, 1) + 1] ?? "") && trimmed.includes(quote, 1)
      ? "behind"
      : "unclosed";
  return cut && value.length === value.trimEnd().length ? "cut" : undefined;
}

/** A path of Windows, or an escape that stays beside one that doesn't: who wrote those meant no line end. */
const NO_LINE_END = /^(?:[A-Za-z]:|\.{1,2}|~|%\w+%)\\|\\[^nr"$]/;

function escapeTrap(raw: string, quote: string): Assignment["trap"] {
  if (!raw.includes("\\")) return undefined;
  if (raw.includes(`\\${quote}`)) return "backslash";
  return quote === '"' && /\\[nr]/.test(raw) && NO_LINE_END.test(raw) ? "lineEnd" : undefined;
}

function withoutQuotes(value: string): string {
  if (/[\u2028\u2029]/.test(value)) return value.replace(/^(['"`])([\s\S]*)\1$/gm, "$2");
  const quoted = value.length > 1 && isQuote(value[0] ?? "") && value.at(-1) === value[0];
  return quoted ? value.slice(1, -1) : value;
}

function unescapeNewlines(value: string, quote: string | undefined): string {
  return quote === '"' && value.includes("\\") ? value.replace(/\\n/g, "\n").replace(/\\r/g, "\r") : value;
}
