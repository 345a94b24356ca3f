import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const CODE = /\.[cm]?[jt]sx?$/;
const NOT_OURS = new Set(["node_modules", "dist", "build", "out", "coverage", "vendor", "target"]);
const MOST_FILES = 5_000;
const LARGEST_BYTES = 300_000;

/**
 * The paths of a project's code, those near its top first. Folders that are hidden, installed, built or a project of their own
 * are left out.
 */
export function codeFiles(folder: string): readonly string[] {
  const found: string[] = [];
  const folders = [folder];
  for (let next = folders.shift(); next !== undefined && found.length < MOST_FILES; next = folders.shift()) {
    const entries = entriesOf(next);
    if (next !== folder && entries.some(({ name }) => name === "package.json")) continue;
    for (const entry of entries) {
      const path = join(next, entry.name);
      if (entry.isDirectory() && !NOT_OURS.has(entry.name) && !entry.name.startsWith(".")) folders.push(path);
      if (entry.isFile() && CODE.test(entry.name) && !entry.name.endsWith(".d.ts") && isSmall(path))
        found.push(path);
    }
  }
  return found;
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1));
  } catch {
    return []; // nobody may look into it
  }
}

function isSmall(path: string): boolean {
  return (statSync(path, { throwIfNoEntry: false })?.size ?? Infinity) <= LARGEST_BYTES;
}
