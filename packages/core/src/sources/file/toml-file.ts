import { pathName } from "../../model/setting.ts";
import { LINE, skip, SPACE } from "../../util/sticky.ts";
import { lineCounter, Lines } from "./lines.ts";
import { tomlFix } from "./syntax-fix.ts";
import { endOf, keptAsStrings } from "./toml-strings.ts";

/** The value and lines of a TOML text, or the line where it is none. */
export function parseTomlFile(toml: typeof import("smol-toml"), text: string) {
  try {
    const value = valueOfToml(toml, text);
    // Only of a text that is TOML, so that an error has the line in the file.
    const kept = keptAsStrings(text);
    return {
      value: kept === text ? value : valueOfToml(toml, kept),
      lines: linesOfToml(text),
      itemLines: () => linesOfToml(text, true),
    };
  } catch (error) {
    const line = error instanceof toml.TomlError ? error.line : undefined;
    return { failure: "is not valid TOML", line, fix: tomlFix(error) };
  }
}

function valueOfToml(toml: typeof import("smol-toml"), text: string): unknown {
  return toml.parse(text, { integersAsBigInt: "asNeeded" });
}

/**
 * One pass over a text that is known to be TOML. What is in an inline table or list has its table's or list's line.
 *
 * @param inLists With an index behind each name of a list of tables, `[[servers]]`, for which few loads ask.
 */
function linesOfToml(text: string, inLists = false): Lines {
  const lines = new Lines();
  const items = new Items();
  const lineAt = lineCounter(text);
  let [at, table] = [0, [] as readonly string[]];
  for (;;) {
    at = skipBetween(text, at);
    if (at >= text.length) return lines;
    const header = skip(BRACKETS, text, at);
    const { path: keys, end } = keysAt(text, header);
    const path = inLists && header > at ? items.pathOf(keys, header - at === 2) : keys;
    if (header > at) table = path;
    lines.set(header > at ? path : [...table, ...path], lineAt(at));
    // A header ends its line as a value does, but its brackets are closed ones.
    at = header > at ? skip(LINE, text, end) : endOfValue(text, end);
  }
}

/** Which item of each list of tables comes last: what follows is in it. */
class Items {
  readonly #last = new Map<string, number>();

  pathOf(keys: readonly string[], isItem: boolean): readonly string[] {
    const path: string[] = [];
    for (const [index, key] of keys.entries()) {
      path.push(key);
      const name = pathName(path);
      if (isItem && index === keys.length - 1) this.#last.set(name, (this.#last.get(name) ?? -1) + 1);
      const last = this.#last.get(name);
      if (last !== undefined) path.push(String(last));
    }
    return path;
  }
}

const BRACKETS = /\[{0,2}/y;
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
    else if (mark !== "\n") TOML_MARK.lastIndex = endOf(text, at, mark);
  }
  return text.length;
}
