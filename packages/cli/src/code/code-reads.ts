import { existsSync, readFileSync, statSync } from "node:fs";
import { dirname, join, posix } from "node:path";

import type { ParserOptions, parseSync } from "oxc-parser";

import { environmentReads } from "./environment-reads.ts";
import { isApplicationCode, languageOf, scriptsIn } from "./source-code.ts";

export interface CodeRead {
  readonly name: string;
  readonly file: string;
  readonly line: number;
}

export interface CodeReads {
  readonly reads: readonly CodeRead[];
  /** How many files were looked at. */
  readonly files: number;
  readonly unparsed: readonly string[];
}

type ParseCode = typeof parseSync;

/**
 * What the application's code reads of the environment, but the definition and what it imports.
 *
 * @param paths Relative to `folder`.
 * @param definition The definition's file, as `paths` would spell it.
 */
export function codeReads(
  paths: readonly string[],
  {
    folder,
    definition,
    parse,
  }: { readonly folder: string; readonly definition: string; readonly parse: ParseCode },
): CodeReads {
  const own = importedBy(definition, folder, parse);
  const looked = paths.filter((path) => isApplicationCode(path) && !own.has(path));
  const unparsed: string[] = [];
  const reads = looked.flatMap((file) => {
    const text = sourceText(join(folder, file));
    if (text === undefined || !MAY_READ.test(text)) return [];
    const parsed = parsedCode(file, text, parse);
    if (parsed === undefined) return (unparsed.push(file), []);
    return environmentReads(parsed.program).map(({ name, offset }) => ({
      name,
      file,
      line: lineAt(text, offset),
    }));
  });
  return { reads, files: looked.length, unparsed };
}

/** Most files don't, and are not parsed. */
const MAY_READ = /(?:process|import\.meta|Deno|Bun)\b[\s\S]*\benv\b|\benv\b[\s\S]*\bprocess\b/;

const LARGEST = 2 * 1024 * 1024;

function sourceText(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && found.size <= LARGEST ? readFileSync(path, "utf8") : undefined;
}

function parsedCode(file: string, text: string, parse: ParseCode): ReturnType<ParseCode> | undefined {
  const options: ParserOptions = { lang: languageOf(file), sourceType: "unambiguous" };
  const parsed = parse(file, scriptsIn(file, text), options);
  return parsed.errors.length > 0 && parsed.program.body.length === 0 ? undefined : parsed;
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The definition and the files that it imports by a relative path, and they. */
function importedBy(definition: string, folder: string, parse: ParseCode): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [definition];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const text = found.has(path) ? undefined : sourceText(join(folder, path));
    if (text === undefined) continue;
    found.add(path);
    const imports = parsedCode(path, text, parse)?.module.staticImports ?? [];
    for (const { moduleRequest } of imports)
      if (moduleRequest.value.startsWith("."))
        waiting.push(...importedFile(posix.join(dirname(path), moduleRequest.value), folder));
  }
  return found;
}

/** `./settings.js` may be `settings.ts`, and `./settings` a folder's index. */
function importedFile(path: string, folder: string): readonly string[] {
  const bare = path.replace(/\.[cm]?js$/, "");
  const possible = ["", ".ts", ".mts", ".js", ".mjs", ".cjs", ".tsx", "/index.ts", "/index.js"].map(
    (end) => bare + end,
  );
  const file = [path, ...possible].find(
    (each) => existsSync(join(folder, each)) && statSync(join(folder, each)).isFile(),
  );
  return file === undefined ? [] : [file];
}
