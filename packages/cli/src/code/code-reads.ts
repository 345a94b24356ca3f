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
  readonly unparsed: readonly UnparsedCode[];
}

/** A file of which it isn't known what it reads. */
export interface UnparsedCode {
  readonly file: string;
  readonly line?: number | undefined;
  /** To follow its name. */
  readonly why: string;
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
  const unparsed: UnparsedCode[] = [];
  const reads = looked.flatMap((file) => {
    const { text = "", why } = sourceText(join(folder, file));
    if (why !== undefined) return (unparsed.push({ file, why }), []);
    if (!MAY_READ.test(text)) return [];
    const { program, errorAt } = parsedCode(file, text, parse);
    if (errorAt !== undefined) {
      unparsed.push({ file, line: lineAt(text, errorAt), why: "can't be parsed" });
      return [];
    }
    return environmentReads(program).map(({ name, offset }) => ({
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

interface SourceText {
  readonly text?: string;
  /** Why it can't be looked at. */
  readonly why?: string;
}

/** What git tracks and is a folder, or is gone, is nobody's code. */
function sourceText(path: string): SourceText {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.isFile() !== true) return {};
  if (found.size > LARGEST) return { why: "is larger than 2 MiB" };
  try {
    return { text: readFileSync(path, "utf8") };
  } catch (error) {
    return { why: `can't be read (${String((error as NodeJS.ErrnoException).code)})` };
  }
}

interface ParsedCode extends Pick<ReturnType<ParseCode>, "program" | "module"> {
  /** Where the first error is, of what could not be parsed at all. */
  readonly errorAt?: number;
}

function parsedCode(file: string, text: string, parse: ParseCode): ParsedCode {
  const options: ParserOptions = { lang: languageOf(file, text), sourceType: "unambiguous" };
  const { program, module, errors } = parse(file, scriptsIn(file, text), options);
  const [error] = errors;
  if (error === undefined || program.body.length > 0) return { program, module };
  return { program, module, errorAt: error.labels[0]?.start ?? 0 };
}

function lineAt(text: string, offset: number): number {
  return text.slice(0, offset).split("\n").length;
}

/** The definition and the files that it imports by a relative path, and they. */
function importedBy(definition: string, folder: string, parse: ParseCode): ReadonlySet<string> {
  const found = new Set<string>();
  const waiting = [definition];
  for (let path = waiting.pop(); path !== undefined; path = waiting.pop()) {
    const { text } = found.has(path) ? {} : sourceText(join(folder, path));
    if (text === undefined) continue;
    found.add(path);
    const imports = parsedCode(path, text, parse).module.staticImports;
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
