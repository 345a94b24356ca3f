import type { FSWatcher, Stats } from "node:fs";

import { builtin } from "../util/builtin.ts";

interface WatchedFolder {
  /** Which names in the folder matter; all, where it is the folder that a source reads. */
  names: Set<string> | "all";
  watcher?: FSWatcher | undefined;
  /** The folder's, when its watch began: one that is made anew under the same name is another. */
  inode?: number;
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

  #add(path: string): void {
    const paths = builtin("node:path");
    const full = paths.resolve(path);
    // A folder that a source reads: what is in it counts, and that it comes into being.
    if (statsOf(full)?.isDirectory() && this.#folders.get(full)?.names !== "all")
      this.#folders.set(full, { ...this.#folders.get(full), names: "all" });
    const above = this.#folders.get(paths.dirname(full)) ?? { names: new Set() };
    if (above.names !== "all") above.names.add(paths.basename(full));
    this.#folders.set(paths.dirname(full), above);
  }

  /** Begins to watch what can't be watched yet: folders that weren't there, or were put there anew. */
  arm(): void {
    for (const path of this.#paths) this.#add(path);
    for (const [folder, watched] of this.#folders) {
      const inode = statsOf(folder)?.ino;
      if (inode === watched.inode && watched.watcher) continue;
      watched.watcher?.close();
      watched.watcher = inode === undefined ? undefined : this.#watch(folder, watched);
      if (inode !== undefined) watched.inode = inode;
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
