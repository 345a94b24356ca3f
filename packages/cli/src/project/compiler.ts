import { existsSync } from "node:fs";
import { join } from "node:path";

import type { TsConfigJson } from "get-tsconfig";

/** What the compiler's options say of a file that a command writes. */
export interface Compiler {
  /** How one file names another: `./a`, `./a.js`, `./a.ts`. */
  readonly extension: "" | ".js" | ".ts";
  /** It writes files, so that a file beside `src` would move what it writes. */
  readonly emits: boolean;
}

/** `undefined` in a project without TypeScript. */
export async function findCompiler(folder: string): Promise<Compiler | undefined> {
  const path = join(folder, "tsconfig.json");
  if (!existsSync(path)) return undefined;
  const { parseTsconfig } = await import("get-tsconfig");
  try {
    return compilerOf(parseTsconfig(path).compilerOptions ?? {});
  } catch {
    return compilerOf({}); // it extends one that isn't installed, or is no JSON: the compiler says so
  }
}

function compilerOf(options: TsConfigJson.CompilerOptions): Compiler {
  const { allowImportingTsExtensions, noEmit, outDir, emitDeclarationOnly } = options;
  const takesTs = allowImportingTsExtensions === true || "rewriteRelativeImportExtensions" in options;
  const resolution = (options.moduleResolution ?? options.module ?? "").toLowerCase();
  return {
    extension: takesTs ? ".ts" : /^node(?:16|18|20|next)$/.test(resolution) ? ".js" : "",
    emits: outDir !== undefined && noEmit !== true && emitDeclarationOnly !== true,
  };
}
