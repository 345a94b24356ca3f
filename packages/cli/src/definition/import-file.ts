import { pathToFileURL } from "node:url";

import { CouldNotLook } from "../could-not-look.ts";
import type { Terminal } from "../terminal.ts";
import type { Core } from "./core.ts";
import { codeOf, importFailure, isSyntaxError } from "./import-failure.ts";

/**
 * Imports a file as Node does, or through jiti where Node can't: enums, decorators and path aliases everywhere, any
 * TypeScript before Node 22.18. jiti also says where a syntax error is, which Node only prints.
 *
 * @throws CouldNotLook with the place of what went wrong, and nothing of its message: one may quote a value.
 */
export async function importFile(file: string, terminal: Terminal, core: Core): Promise<unknown> {
  const inTime = inTimeFor(file, terminal.importMs);
  try {
    return await inTime(terminal.importModule(pathToFileURL(file).href));
  } catch (error) {
    if (!mayWorkWithJiti(error)) throw importFailure(error, file, core);
  }
  try {
    return await inTime(importWithJiti(file, core));
  } catch (error) {
    throw importFailure(error, file, core);
  }
}

/** What a file awaits may never come. That nothing is left to wait for, the process notices by itself: the timer isn't kept. */
function inTimeFor(file: string, importMs: number) {
  return async <T>(importing: Promise<T>): Promise<T> => {
    const { promise, reject } = Promise.withResolvers<never>();
    const timer = setTimeout(() => reject(stillImporting(file, importMs)), importMs).unref();
    try {
      return await Promise.race([importing, promise]);
    } finally {
      clearTimeout(timer);
    }
  };
}

function stillImporting(file: string, importMs: number): CouldNotLook {
  return new CouldNotLook({
    code: "import-timeout",
    message: `${file} wasn't imported within ${importMs / 1000} s: it waits for something`,
    file,
    fix: "importing a definition should wait for nothing: load in another file",
  });
}

const CODES_OF_JITI: ReadonlySet<unknown> = new Set([
  "ERR_UNKNOWN_FILE_EXTENSION",
  "ERR_UNSUPPORTED_TYPESCRIPT_SYNTAX",
  "ERR_UNSUPPORTED_NODE_MODULES_TYPE_STRIPPING",
  "ERR_MODULE_NOT_FOUND",
  "ERR_UNSUPPORTED_DIR_IMPORT",
  "ERR_PACKAGE_IMPORT_NOT_DEFINED",
  "ERR_UNSUPPORTED_RESOLVE_REQUEST",
  "ERR_INVALID_MODULE_SPECIFIER",
]);

function mayWorkWithJiti(error: unknown): boolean {
  return isSyntaxError(error) || CODES_OF_JITI.has(codeOf(error));
}

/** Nothing is kept on the disk: jiti's folder for that is one of all users, and a definition's text is its owner's. */
async function importWithJiti(file: string, core: Core): Promise<unknown> {
  const { createJiti } = await import("jiti");
  const jiti = createJiti(file, {
    fsCache: false,
    moduleCache: false,
    tsconfigPaths: true,
    virtualModules: { "@confide/core": core, "@confide/core/adapter": core },
  });
  return jiti.import(file);
}
