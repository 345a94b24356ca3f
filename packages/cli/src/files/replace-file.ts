import {
  existsSync,
  lstatSync,
  mkdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join, sep } from "node:path";

import { CouldNotLook } from "../could-not-look.ts";

/** In one move, so that nobody reads half of it. A link within a project stays one, and so does the file's mode. */
export function replaceFile(path: string, text: string, newMode?: number): void {
  refuseLinkOutside(path);
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

/**
 * A link may lead to any file of the user: one that leaves the project is neither shown nor written through.
 *
 * @throws CouldNotLook
 */
export function refuseLinkOutside(path: string): void {
  const root = realPathOf(projectOf(dirname(path)));
  const target = realPathOf(path);
  if (target === path || target.startsWith(root.endsWith(sep) ? root : root + sep)) return;
  throw new CouldNotLook({
    code: "link-outside",
    message: `${path} is a link that leads out of the project`,
    file: path,
    fix: "put a file in the place of the link, or write into the linked file by hand",
  });
}

/** The repository's folder, which no link leads to; without one, the file's own. */
function projectOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    const isLink = lstatSync(at, { throwIfNoEntry: false })?.isSymbolicLink() === true;
    if (!isLink && existsSync(join(at, ".git"))) return at;
    if (dirname(at) === at) return folder;
  }
}

/** Of what isn't there yet, in its real folder. */
function realPathOf(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return dirname(path) === path ? path : join(realPathOf(dirname(path)), basename(path));
  }
}
