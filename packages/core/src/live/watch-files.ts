import type { FSWatcher, Stats } from "node:fs";

import { builtin } from "../util/builtin.ts";
import { foldersBelow } from "../sources/folder/folder.ts";

interface WatchedFolder {
  /** Which names in the folder matter; all, where it is the folder that a source reads, or one below it. */
  names: ReadonlySet<string> | "all";
  watcher?: FSWatcher | undefined;
  /** The folder's, when its watch began: one that is made anew under the same name is another. */
  inode?: number | undefined;
}

/**
 * Tells when files may have changed. Folders are watched, not files: editors and Kubernetes put a new file (or link) in
 * the old one's place. It is a hint only, as no watch sees everything: polls find what it missed.
 */
export class FileWatch {
  readonly #folders = new Map<string, WatchedFolder>();
  readonly #paths: readonly string[];
  readonly #changed: () => void;

  constructor(paths: readonly string[], changed: () => void) {
    this.#paths = paths;
    this.#changed = changed;
    this.arm();
  }

  /** Begins to watch what can't be watched yet: folders that weren't there, or were put there anew. */
  arm(): void {
    const due = namesByFolder(this.#paths);
    for (const [folder, { watcher }] of this.#folders) {
      if (due.has(folder)) continue;
      watcher?.close();
      this.#folders.delete(folder);
    }
    for (const [folder, names] of due) {
      const watched: WatchedFolder = this.#folders.get(folder) ?? { names };
      this.#folders.set(folder, watched);
      watched.names = names;
      const inode = statsOf(folder)?.ino;
      if (inode === watched.inode && watched.watcher) continue;
      watched.watcher?.close();
      watched.watcher = inode === undefined ? undefined : this.#watch(folder, watched);
      watched.inode = inode;
    }
  }

  #watch(folder: string, watched: WatchedFolder): FSWatcher | undefined {
    try {
      const watcher = builtin("node:fs").watch(folder, { persistent: false }, (_, name) => {
        if (matters(watched.names, name)) this.#changed();
      });
      return watcher.on("error", () => {
        watcher.close();
        watched.watcher = undefined;
      });
    } catch {
      return undefined; // no more watches to be had, or none on this file system
    }
  }

  close(): void {
    for (const watched of this.#folders.values()) watched.watcher?.close();
    this.#folders.clear();
  }
}

/** Of a folder that a source reads: all that is in it or below it, and that it comes into being. Of a file: its name. */
function namesByFolder(watches: readonly string[]): ReadonlyMap<string, WatchedFolder["names"]> {
  const paths = builtin("node:path");
  const all = new Set<string>();
  const some = new Map<string, Set<string>>();
  for (const path of watches) {
    const full = paths.resolve(path);
    const above = paths.dirname(full);
    some.set(above, (some.get(above) ?? new Set()).add(paths.basename(full)));
    if (!statsOf(full)?.isDirectory()) continue;
    for (const below of ["", ...foldersBelow(full)]) all.add(paths.join(full, below));
  }
  const names = new Map<string, WatchedFolder["names"]>(some);
  for (const folder of all) names.set(folder, "all");
  return names;
}

/** Kubernetes swaps the link `..data`, and the files that lead through it change with no event of their own. */
function matters(names: WatchedFolder["names"], name: string | null): boolean {
  return names === "all" || name === null || names.has(name) || name.startsWith("..data");
}

function statsOf(path: string): Stats | undefined {
  try {
    return builtin("node:fs").statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined; // denied: nothing to watch, and a read says so
  }
}
