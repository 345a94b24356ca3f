import { mkdirSync, realpathSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";

/** In one move, so that nobody reads half of it. A link stays one, and so does the file's mode. */
export function replaceFile(path: string, text: string, newMode?: number): void {
  const target = realPathOf(path);
  const fresh = `${target}.${crypto.randomUUID()}.tmp`;
  try {
    mkdirSync(dirname(target), { recursive: true });
    const mode = newMode ?? statSync(target, { throwIfNoEntry: false })?.mode;
    writeFileSync(fresh, text, { flag: "wx", ...(mode !== undefined && { mode: mode & 0o777 }) });
    renameSync(fresh, target);
  } catch (error) {
    rmSync(fresh, { force: true });
    const code = error instanceof Error && "code" in error ? ` (${String(error.code)})` : "";
    throw new CouldNotLook({
      code: "unwritable-file",
      message: `${path} could not be written${code}`,
      file: path,
    });
  }
}

function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path; // it isn't there yet
  }
}
