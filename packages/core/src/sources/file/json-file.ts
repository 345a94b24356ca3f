import { nameTwiceAt } from "../../util/json-text.ts";
import { skip, SPACE } from "../../util/sticky.ts";
import { NAME_TWICE, parseJson } from "../../util/safe-json.ts";
import { jsonFix } from "./syntax-fix.ts";
import { closingQuote, lineCounter, Lines, MAX_NAME_DEPTH } from "./lines.ts";

/** The value and lines of a JSON text, or why it is none. */
export function parseJsonFile(text: string) {
  const parsed = parseJson(text);
  if (parsed.failure === undefined) {
    return { value: parsed.value, lines: linesOfJson(text), itemLines: () => linesOfJson(text, true) };
  }
  const lineAt = lineCounter(text);
  const lineOf = (at: number | undefined) => (at === undefined ? undefined : lineAt(at));
  const comment = commentIn(text);
  if (parsed.failure !== NAME_TWICE && comment !== undefined)
    return { failure: `${parsed.failure}: ${COMMENT}`, line: lineAt(comment) };
  if (parsed.failure === NAME_TWICE) return { failure: NAME_TWICE, line: lineOf(nameTwiceAt(text)) };
  return { failure: parsed.failure, line: lineOf(placeOfFailure(text)), fix: jsonFix(text) };
}

const COMMENT = "it holds a comment; name the file .jsonc to have some";

/** Where the first comment begins, outside of strings. */
function commentIn(text: string): number | undefined {
  for (const { 0: token, index } of text.matchAll(/"(?:[^"\\]|\\.)*"|\/[/*]/g))
    if (token.startsWith("/")) return index;
  return undefined;
}

/** V8 says the place of most errors, with the text around it: only the number is taken. */
function placeOfFailure(text: string): number | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    const [, at] = / at position (\d+)(?: \(line \d+ column \d+\))?$/.exec(String(error)) ?? [];
    return at === undefined ? undefined : Number(at);
  }
}

/**
 * One pass over a text that is known to be JSON.
 *
 * @param inLists Of items and of names inside lists too, for which few loads ask.
 */
function linesOfJson(text: string, inLists = false): Lines {
  const lines = new Lines();
  const lineAt = lineCounter(text);
  const path: string[] = [];
  const open: ("{" | "[")[] = [];
  let [expectsName, lists] = [false, 0];
  const beginItem = (index: number, at: number) => {
    if (!inLists || open.length > MAX_NAME_DEPTH) return;
    path[open.length - 1] = String(index);
    lines.set(path.slice(0, open.length), lineAt(skip(SPACE, text, at + 1)));
  };
  JSON_MARK.lastIndex = 0;
  for (let match = JSON_MARK.exec(text); match; match = JSON_MARK.exec(text)) {
    const { 0: mark, index: at } = match;
    if (mark === '"') {
      JSON_MARK.lastIndex = closingQuote(text, at) + 1;
      if (!expectsName || (lists > 0 && !inLists) || open.length > MAX_NAME_DEPTH) continue;
      path[open.length - 1] = String(JSON.parse(text.slice(at, JSON_MARK.lastIndex)));
      lines.set(path.slice(0, open.length), lineAt(at));
      expectsName = false;
    } else if (mark === "{" || mark === "[") {
      open.push(mark);
      lists += mark === "[" ? 1 : 0;
      expectsName = mark === "{";
      if (mark === "[") beginItem(0, at);
    } else if (mark === ",") {
      expectsName = open.at(-1) === "{";
      if (!expectsName) beginItem(Number(path[open.length - 1]) + 1, at);
    } else {
      lists -= open.pop() === "[" ? 1 : 0;
      expectsName = false;
    }
  }
  return lines;
}

const JSON_MARK = /["{}[\],]/g;
