import { accessSync, constants, statSync } from "node:fs";
import { delimiter, resolve } from "node:path";

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
