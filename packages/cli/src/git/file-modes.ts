import { readdirSync, statSync } from "node:fs";
import { platform } from "node:os";
import { join } from "node:path";

import type { Finding } from "../finding.ts";
import { secretPath } from "./secret-path.ts";

/**
 * Files of secrets that other users of the machine can read, by their modes; Windows has none.
 *
 * @param paths A folder ends with a slash.
 */
export function readableSecrets(paths: readonly string[], folder: string): readonly Finding[] {
  if (platform() === "win32") return [];
  return paths
    .flatMap((path) => (path.endsWith("/") ? filesBelow(path, folder) : [path]))
    .filter((path) => secretPath(path) !== undefined && isReadableByOthers(join(folder, path)))
    .map((path) => ({
      code: "readable-secret",
      message: `other users of this machine can read ${path}`,
      file: path,
      fix: `chmod o= ${path}`,
    }));
}

/** Of a folder of secrets; what else is ignored as a whole, such as node_modules, isn't looked into. */
function filesBelow(path: string, folder: string): readonly string[] {
  if (secretPath(`${path}file`) === undefined) return [];
  return readdirSync(join(folder, path)).map((name) => path + name);
}

function isReadableByOthers(path: string): boolean {
  const found = statSync(path, { throwIfNoEntry: false });
  return found?.isFile() === true && (found.mode & 0o004) !== 0;
}
