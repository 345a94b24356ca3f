import { dirname, resolve } from "node:path";

import { existsSync, readFileSync, realpathSync, statSync } from "../node-fs.ts";

const EXTENSIONS = ["", ".ts", ".mts", ".cts", ".js", ".mjs", ".cjs", ".json", "/index.ts", "/index.js"];
/** What code may depend on besides its files. */
const DEPENDS =
  /\b(?:process|globalThis|Deno|Bun|require|readFile\w*|Date|Math\.random)\b|\bimport\s*(?:\.meta|\()/;
const SPECIFIER = /(?:\bfrom|\bimport)\s*["']([^"']+)["']/g;
const MOST_FILES_OF_ONE = 100;

/** The files of a definition, by its imports; `undefined` where they are not all that it depends on. */
export function definitionFiles(file: string): readonly string[] | undefined {
  const found = new Set<string>();
  const waiting = [file];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (found.has(next)) continue;
    found.add(next);
    const imported = found.size > MOST_FILES_OF_ONE ? undefined : importsOf(next);
    if (imported === undefined) return undefined;
    waiting.push(...imported);
  }
  return [...found];
}

function importsOf(file: string): readonly string[] | undefined {
  if (file.endsWith(".json")) return [];
  const code = withoutComments(readFileSync(file, "utf8"));
  if (DEPENDS.test(code)) return undefined;
  const own = [...code.matchAll(SPECIFIER)].map(([, specifier = ""]) => definitionImport(specifier, file));
  return own.every((each) => each !== undefined) ? own.filter((each) => each !== INSTALLED) : undefined;
}

function withoutComments(code: string): string {
  return code.replaceAll(/\/\*[^]*?\*\/|(?<![:"'`\w])\/\/[^\n]*/g, "");
}

const INSTALLED = "installed";

/** A package is as it was until it is installed anew, which changes its folder; one of the workspace may change at any time. */
function definitionImport(specifier: string, from: string): string | undefined {
  if (/^\.{1,2}\//.test(specifier)) {
    const base = resolve(dirname(from), specifier);
    const written = [base, base.replace(/\.([cm]?)js$/, ".$1ts")];
    return written.flatMap((path) => EXTENSIONS.map((extension) => path + extension)).find(isFile);
  }
  try {
    const path = realpathSync(process.getBuiltinModule("node:module").createRequire(from).resolve(specifier));
    return /[\\/]node_modules[\\/]/.test(path) || specifier.startsWith("@confide/") ? INSTALLED : undefined;
  } catch {
    return undefined; // an alias, which a compiler's options explain
  }
}

function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile();
}
