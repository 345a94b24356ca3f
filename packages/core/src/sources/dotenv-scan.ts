/** One assignment in a `.env` file: what the parser's answer doesn't say. */
export interface Assignment {
  readonly name: string;
  /** Of the name; the first line is 1. */
  readonly line: number;
  /** Inside single quotes nothing is expanded. */
  readonly literal: boolean;
  readonly trap?: "cut" | "unclosed";
}

/**
 * Finds the assignments that the `dotenv` package finds, one pass over the text. It decides nothing about values: the
 * package does. It must walk as the package does, whose quirks are many (a quoted value may begin on the next line);
 * a property test holds the two together.
 */
export function scanDotenv(source: string): Assignment[] {
  const text = source.replace(/\r\n?/g, "\n");
  const assignments: Assignment[] = [];
  const lineAt = lineCounter(text);
  let at = 0;
  while (at < text.length) {
    at = skipSpace(text, at);
    const name = nameAt(text, at);
    if (!name) {
      at = endOfLine(text, at);
      continue;
    }
    const value = valueAt(text, name.valueFrom);
    assignments.push({ name: name.name, line: lineAt(name.from), ...value.found });
    at = value.end;
  }
  return assignments;
}

interface Name {
  readonly name: string;
  readonly from: number;
  readonly valueFrom: number;
}

const NAME = /(?:export\s+(?=[\w.-]))?([\w.-]+)(?:\s*=|:\s)/y;

/** `NAME=`, `NAME: `, with or without `export` before it. */
function nameAt(text: string, at: number): Name | undefined {
  NAME.lastIndex = at;
  const match = NAME.exec(text);
  const name = match?.[1];
  if (match === null || name === undefined) return undefined;
  const from = at + match[0].lastIndexOf(name, match[0].length - 1);
  return { name, from: match[0].startsWith("export") && name !== "export" ? from : at, valueFrom: NAME.lastIndex };
}

interface Value {
  readonly found: Pick<Assignment, "literal" | "trap">;
  readonly end: number;
}

function valueAt(text: string, from: number): Value {
  const start = skipSpace(text, from);
  const quote = text[start] ?? "";
  const closed = QUOTES.has(quote) ? closingQuote(text, start, quote) : -1;
  if (closed !== -1) return { found: { literal: quote === "'" }, end: endOfLine(text, closed) };
  const end = lineFeed(text, from);
  const hash = text.slice(from, end).indexOf("#");
  const value = text.slice(from, hash === -1 ? end : from + hash);
  const trap = trapIn(value, hash !== -1);
  return { found: { literal: false, ...(trap && { trap }) }, end: hash === -1 ? end : endOfLine(text, from + hash) };
}

const QUOTES: ReadonlySet<string> = new Set(["'", '"', "`"]);

/** The quote that ends the value: the last before anything but a comment or the line's end; none if text follows. */
function closingQuote(text: string, start: number, quote: string): number {
  let closing = -1;
  for (let at = text.indexOf(quote, start + 1); at !== -1; at = text.indexOf(quote, at + 1)) {
    const after = skipBlanks(text, at + 1);
    if (after === text.length || text[after] === "#" || isLineEnd(text, after)) closing = at;
    if (text[at - 1] !== "\\") break;
  }
  return closing;
}

/** A `#` right behind a character was hardly meant as a comment; nor a quote at the start only. */
function trapIn(value: string, cut: boolean): Assignment["trap"] {
  const trimmed = value.trim();
  const quote = trimmed[0] ?? "";
  if (QUOTES.has(quote) && (trimmed.length === 1 || !trimmed.endsWith(quote))) return "unclosed";
  return cut && !/\s$/.test(value) ? "cut" : undefined;
}

const SPACE = /\s*/y;
const BLANKS = /[^\S\n\u2028\u2029]*/y;
const LINE = /[^\n\u2028\u2029]*/y;

function skip(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  pattern.exec(text);
  return pattern.lastIndex;
}

function skipSpace(text: string, at: number): number {
  return skip(SPACE, text, at);
}

function skipBlanks(text: string, at: number): number {
  return skip(BLANKS, text, at);
}

function endOfLine(text: string, at: number): number {
  return skip(LINE, text, at);
}

/** An unquoted value ends at a line feed only; U+2028 may stand in it. */
function lineFeed(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function isLineEnd(text: string, at: number): boolean {
  return text[at] === "\n" || text[at] === "\u2028" || text[at] === "\u2029";
}

/** Asked for rising places only, so that all lines are counted once. */
function lineCounter(text: string): (at: number) => number {
  let [line, counted] = [1, 0];
  return (at) => {
    for (let next = text.indexOf("\n", counted); next !== -1 && next < at; next = text.indexOf("\n", counted)) {
      line++;
      counted = next + 1;
    }
    return line;
  };
}
