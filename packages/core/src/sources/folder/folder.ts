import type { Dirent } from "node:fs";

import { builtin } from "../../util/builtin.ts";
import { SourceError } from "../../model/errors.ts";
import { failure } from "../shared/file-error.ts";
import { isInside } from "../shared/read-file.ts";

const MAX_LEVELS = 8;
const MAX_ENTRIES = 10_000;

/**
 * The files in a folder and below it, as paths relative to it; `undefined` if there is no such folder. Names that begin
 * with `..` are Kubernetes' own: it links the visible ones through `..data`, which it swaps as a whole.
 *
 * @throws SourceError for what is no folder, may not be listed, or holds too much to be a folder of settings.
 */
export function listFiles(folder: string, source: string): readonly string[] | undefined {
  try {
    return builtin("node:fs").existsSync(folder) ? listed(folder, source).files : undefined;
  } catch (error) {
    throw unreadable(error, folder, source);
  }
}

/** The folders below a folder whose files `listFiles` finds; none where it would throw. */
export function foldersBelow(folder: string): readonly string[] {
  try {
    return listed(folder, folder).folders;
  } catch {
    return [];
  }
}

function listed(folder: string, source: string): { readonly files: string[]; readonly folders: string[] } {
  const [files, folders]: [string[], string[]] = [[], []];
  let entries = 0;
  const walk = (below: string, level: number): void => {
    for (const entry of list(below)) {
      if (++entries > MAX_ENTRIES) throw tooLarge(folder, source, `more than ${MAX_ENTRIES} entries`);
      const path = below === "" ? entry.name : `${below}/${entry.name}`;
      if (entry.name.startsWith("..")) continue;
      if (!isFolder(folder, path, entry)) files.push(path);
      else if (level === MAX_LEVELS) throw tooLarge(folder, source, `more than ${MAX_LEVELS} levels`);
      else {
        folders.push(path);
        walk(path, level + 1);
      }
    }
  };
  const list = (below: string): readonly Dirent[] => {
    return builtin("node:fs").readdirSync(`${folder}/${below}`, { withFileTypes: true });
  };
  walk("", 1);
  return { files, folders };
}

/**
 * A link counts as a file, unless it leads to a folder in this one. One that leads out, nowhere, or back to where it
 * is in is not walked: a caller that asks for it gets an error.
 */
function isFolder(folder: string, path: string, entry: Dirent): boolean {
  if (!entry.isSymbolicLink()) return entry.isDirectory();
  const fs = builtin("node:fs");
  const link = `${folder}/${path}`;
  if (!fs.statSync(link, { throwIfNoEntry: false })?.isDirectory()) return false;
  const [real, root, standsIn] = [link, folder, builtin("node:path").dirname(link)].map((each) =>
    fs.realpathSync(each),
  );
  return real !== undefined && isInside(real, root ?? "") && !isInside(standsIn ?? "", real);
}

function tooLarge(folder: string, source: string, what: string): SourceError {
  return new SourceError({
    reason: "too-large",
    message: `${folder} holds ${what}`,
    store: source,
    ref: folder,
  });
}

function unreadable(error: unknown, folder: string, source: string): SourceError {
  const isFile = error instanceof Error && "code" in error && error.code === "ENOTDIR";
  if (!isFile) return failure(error, { path: folder, source });
  return new SourceError({
    reason: "malformed",
    message: `${folder} is a file, not a folder`,
    store: source,
    ref: folder,
  });
}
