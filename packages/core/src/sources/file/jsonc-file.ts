import { parseJsonFile } from "./json-file.ts";

/** The package's kinds of token, as its types have them only. */
const TOKENS = { openBrace: 1, closeBrace: 2, openBracket: 3, closeBracket: 4, comma: 5, end: 17 };
const COMMENTS: ReadonlySet<number> = new Set([12, 13]);
/** Comments, and white space. */
const TRIVIA: ReadonlySet<number> = new Set([...COMMENTS, 14, 15]);

/** The value and lines of JSON with comments and trailing commas, or why it is none. */
export function parseJsoncFile(jsonc: typeof import("jsonc-parser"), text: string) {
  return parseJsonFile(asJson(jsonc, text));
}

/** The same text with blanks in place of what JSON doesn't have: what is behind keeps its place. */
function asJson(jsonc: typeof import("jsonc-parser"), text: string): string {
  const scanner = jsonc.createScanner(text, false);
  let [json, before, comma] = ["", TOKENS.end, -1];
  for (let token: number = scanner.scan(); token !== TOKENS.end; token = scanner.scan()) {
    const written = text.slice(scanner.getTokenOffset(), scanner.getTokenOffset() + scanner.getTokenLength());
    // A comment that doesn't end is kept, and is no JSON.
    const mistake: number = scanner.getTokenError();
    const isComment = COMMENTS.has(token) && mistake === 0;
    if (comma !== -1 && (token === TOKENS.closeBrace || token === TOKENS.closeBracket))
      json = `${json.slice(0, comma)} ${json.slice(comma + 1)}`;
    if (!TRIVIA.has(token)) {
      comma = token === TOKENS.comma && endsItem(before) ? json.length : -1;
      before = token;
    }
    json += isComment ? written.replace(/[^\r\n]/g, " ") : written;
  }
  return json;
}

function endsItem(token: number): boolean {
  return token !== TOKENS.comma && token !== TOKENS.openBrace && token !== TOKENS.openBracket;
}
