import { basename, join } from "node:path";

import { readdirSync } from "../node-fs.ts";
import { secretPath } from "../git/secret-path.ts";
import type { ProjectSecrets } from "./project-secrets.ts";
import { whySecret } from "./secret-file.ts";

const LEFT_OUT: ReadonlySet<string> = new Set(["node_modules", ".git", ".cache", "dist", ".next", "target"]);
const MOST_FOLDERS = 2_000;

/** The files of a folder, and of those in it, whose names say that they hold secrets, and that do. */
export function secretFilesBelow(folder: string, secrets: ProjectSecrets): readonly string[] {
  const found: string[] = [];
  const folders = [folder];
  for (let looked = 0; folders.length > 0 && looked < MOST_FOLDERS; looked++) {
    const next = folders.shift() ?? folder;
    for (const entry of entriesIn(next)) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !LEFT_OUT.has(entry.name)) folders.push(path);
      if (!entry.isDirectory() && secretPath(path) !== undefined && whySecret(path, secrets) !== undefined)
        found.push(path);
    }
  }
  return found;
}

/** In one folder. */
export function secretFilesIn(folder: string, secrets: ProjectSecrets): readonly string[] {
  return entriesIn(folder)
    .filter((entry) => !entry.isDirectory())
    .map(({ name }) => join(folder, name))
    .filter((path) => secretPath(basename(path)) !== undefined && whySecret(path, secrets) !== undefined);
}

function entriesIn(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
