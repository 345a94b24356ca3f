/** What is probably wrong, by how the parser's message begins: the rest of it quotes the text. */
type Fixes = readonly (readonly [begins: string, fix: string])[];

/** smol-toml's words. */
const TOML_FIXES: Fixes = [
  ["invalid value", 'put quotes around the text: name = "text"'],
  ["illegal character in key", "write name = value; a name with spaces, dots or colons in it needs quotes"],
  ["incomplete key-value", "write name = value, and a table's name in [brackets]"],
  ["unfinished string", "close the quote"],
  ["trying to redefine", "take one of the two out: a name or a table may be there once"],
  ["expected comma or end of structure", "put a comma or the closing bracket there"],
  ["illegal leading zero", "leave the zero at the beginning out, or put quotes around the number"],
  ["unrecognised escape sequence", "use single quotes, in which a backslash is itself"],
  ["each key-value declaration", "end the line behind the value, or put quotes around all of it"],
];

/** V8's words. Other engines have their own, and no fix. */
const JSON_FIXES: Fixes = [
  ["Expected double-quoted property name", "take the comma before the } out; names are in double quotes"],
  ["Expected property name", "put double quotes around the name"],
  ["Expected ',' or", "put a comma or the closing bracket there"],
  ["Expected ':'", "put a colon behind the name"],
  ["Unexpected token '''", "put double quotes around the text, in place of single ones"],
  ["Unexpected token ']'", "take the comma before the ] out"],
  ["Unexpected end", "close the last brackets"],
  ["Unterminated string", "close the quote"],
  ["Bad control character", String.raw`write a line's end in a string as \n`],
  ["Bad escaped character", "write the backslash twice"],
];

/** What to do about a text that is no TOML. */
export function tomlFix(error: unknown): string | undefined {
  return fixFor(TOML_FIXES, /^Invalid TOML document: (.+)/.exec(messageIn(error))?.[1]);
}

/** What to do about a text that is no JSON. */
export function jsonFix(text: string): string | undefined {
  try {
    JSON.parse(text);
    return undefined;
  } catch (error) {
    return fixFor(JSON_FIXES, messageIn(error));
  }
}

function fixFor(fixes: Fixes, message = ""): string | undefined {
  return fixes.find(([begins]) => message.startsWith(begins))?.[1];
}

function messageIn(error: unknown): string {
  return error instanceof Error ? error.message : "";
}
