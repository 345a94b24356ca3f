import { accessSync, constants, statSync } from "node:fs";
import { delimiter, dirname, resolve } from "node:path";

/**
 * The exit code with which a shell says that it can't start a program: 127 for one that isn't there, 126 for one that may not
 * be run. `undefined` for one that can be started.
 */
export function programRefusal(name: string, path: string | undefined, cwd: string): 126 | 127 | undefined {
  const folders = name.includes("/") ? [""] : (path ?? "/usr/bin:/bin").split(delimiter);
  const states = new Set(folders.map((folder) => stateOf(resolve(cwd, folder, name))));
  if (states.has("program")) return undefined;
  return states.has("refused") ? 126 : 127;
}

/** Whether a package of a folder, or of one above it, has a program of that name: a shell finds it by `npx` only. */
export function isPackageProgram(name: string, folder: string): boolean {
  if (name === "" || name.includes("/")) return false;
  if (stateOf(resolve(folder, "node_modules", ".bin", name)) === "program") return true;
  return dirname(folder) !== folder && isPackageProgram(name, dirname(folder));
}

function stateOf(file: string): "program" | "refused" | "absent" {
  try {
    if (!statSync(file).isFile()) return "refused";
  } catch {
    return "absent";
  }
  try {
    accessSync(file, constants.X_OK);
    return "program";
  } catch {
    return "refused";
  }
}
